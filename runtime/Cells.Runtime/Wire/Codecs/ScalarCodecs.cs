using System.Runtime.CompilerServices;
using System.Text;

namespace Cells.Wire;

/// <summary><see cref="bool"/>: one byte, 0 or 1.</summary>
public readonly struct BooleanCodec : IWireCodec<bool>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(1, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public static bool Read(ref WireReader reader)
    {
        byte value = reader.ReadByte("Boolean");
        if (value > 1)
        {
            WireReader.Fail($"{value} is neither false (0) nor true (1)", "Boolean", reader.Offset - 1);
        }

        return value != 0;
    }
}

/// <summary><see cref="char"/>: one UTF-16 unit, surrogates included.</summary>
public readonly struct CharCodec : IWireCodec<char>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(2);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in char value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static char Read(ref WireReader reader) => reader.ReadValue<char>("Char");
}

/// <summary><see cref="Guid"/>: 16 bytes, the first three groups little-endian.</summary>
public readonly struct GuidCodec : IWireCodec<Guid>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(16, 4, isBlock: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in Guid value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Guid Read(ref WireReader reader) => reader.ReadValue<Guid>("Guid");
}

/// <summary><see cref="Rune"/>: the scalar value in four bytes.</summary>
public readonly struct RuneCodec : IWireCodec<Rune>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(4, 4, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Rune value) => writer.WriteInt32(value.Value);

    /// <inheritdoc/>
    public static Rune Read(ref WireReader reader)
    {
        uint value = reader.ReadValue<uint>("Rune");
        if (!Rune.TryCreate(value, out Rune rune))
        {
            WireReader.Fail($"0x{value:x} is no Unicode scalar value", "Rune", reader.Offset - sizeof(uint));
        }

        return rune;
    }
}
