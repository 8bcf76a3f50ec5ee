using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="Half"/>: two bytes, IEEE 754, every bit kept.</summary>
public readonly struct HalfCodec : IWireCodec<Half>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(2, 2, isBlock: true);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in Half value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half Read(ref WireReader reader) => reader.ReadValue<Half>("Half");
}

/// <summary><see cref="Single"/>: four bytes, IEEE 754, every bit kept.</summary>
public readonly struct SingleCodec : IWireCodec<float>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(4);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in float value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read(ref WireReader reader) => reader.ReadValue<float>("Single");
}

/// <summary><see cref="Double"/>: eight bytes, IEEE 754, every bit kept.</summary>
public readonly struct DoubleCodec : IWireCodec<double>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Primitive(8);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref WireWriter writer, in double value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Read(ref WireReader reader) => reader.ReadValue<double>("Double");
}

/// <summary><see cref="decimal"/>: 16 bytes, flags with the scale first; the scale is kept.</summary>
public readonly struct DecimalCodec : IWireCodec<decimal>
{
    private const uint ReservedFlags = 0x7f00ffff;
    private const int ScaleShift = 16;
    private const uint LargestScale = 28;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Raw(16, 8, isBlock: false);

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in decimal value) => writer.WriteBlock(value);

    /// <inheritdoc/>
    public static decimal Read(ref WireReader reader)
    {
        long start = reader.Offset;
        UInt128 image = reader.ReadValue<UInt128>("Decimal");
        uint flags = (uint)image;
        if ((flags & ReservedFlags) != 0 || (flags & ~(1u << 31)) >> ScaleShift > LargestScale)
        {
            WireReader.Fail($"0x{flags:x8} are no flags of a decimal: a sign and a scale of 0 to {LargestScale}", "Decimal", start);
        }

        return Unsafe.BitCast<UInt128, decimal>(image);
    }
}
