using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="SByte"/>: a signed byte.</summary>
public readonly struct SByteCodec : IWireCodec<sbyte>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in sbyte value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Read(ref WireReader reader) => reader.ReadValue<sbyte>("SByte");
}

/// <summary><see cref="Byte"/>: a byte.</summary>
public readonly struct ByteCodec : IWireCodec<byte>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in byte value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Read(ref WireReader reader) => reader.ReadValue<byte>("Byte");
}

/// <summary><see cref="Int16"/>: two bytes.</summary>
public readonly struct Int16Codec : IWireCodec<short>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(2);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in short value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short Read(ref WireReader reader) => reader.ReadValue<short>("Int16");
}

/// <summary><see cref="UInt16"/>: two bytes.</summary>
public readonly struct UInt16Codec : IWireCodec<ushort>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(2);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in ushort value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Read(ref WireReader reader) => reader.ReadValue<ushort>("UInt16");
}

/// <summary><see cref="Int32"/>: four bytes.</summary>
public readonly struct Int32Codec : IWireCodec<int>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(4);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in int value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref WireReader reader) => reader.ReadValue<int>("Int32");
}

/// <summary><see cref="UInt32"/>: four bytes.</summary>
public readonly struct UInt32Codec : IWireCodec<uint>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(4);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in uint value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(ref WireReader reader) => reader.ReadValue<uint>("UInt32");
}

/// <summary><see cref="Int64"/>: eight bytes.</summary>
public readonly struct Int64Codec : IWireCodec<long>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in long value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref WireReader reader) => reader.ReadValue<long>("Int64");
}

/// <summary><see cref="UInt64"/>: eight bytes.</summary>
public readonly struct UInt64Codec : IWireCodec<ulong>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in ulong value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ref WireReader reader) => reader.ReadValue<ulong>("UInt64");
}

/// <summary><see cref="Int128"/>: 16 bytes, the low eight first.</summary>
public readonly struct Int128Codec : IWireCodec<Int128>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(16, 16, isBlock: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in Int128 value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Read(ref WireReader reader) => reader.ReadValue<Int128>("Int128");
}

/// <summary><see cref="UInt128"/>: 16 bytes, the low eight first.</summary>
public readonly struct UInt128Codec : IWireCodec<UInt128>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(16, 16, isBlock: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in UInt128 value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Read(ref WireReader reader) => reader.ReadValue<UInt128>("UInt128");
}
