using Cells.Schema;
using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Reads and writes integers whose type is known at run time.</summary>
internal static class NumberFormat
{
    /// <summary>Reads an integer of <paramref name="kind"/>, which has at most 64 bits or is signed.</summary>
    public static Int128 ReadInteger(PrimitiveKind kind, ref WireReader reader) => kind switch
    {
        PrimitiveKind.SByte => reader.ReadBlock<sbyte>(),
        PrimitiveKind.Byte => reader.ReadBlock<byte>(),
        PrimitiveKind.Int16 => reader.ReadBlock<short>(),
        PrimitiveKind.UInt16 => reader.ReadBlock<ushort>(),
        PrimitiveKind.Int32 => reader.ReadBlock<int>(),
        PrimitiveKind.UInt32 => reader.ReadBlock<uint>(),
        PrimitiveKind.Int64 => reader.ReadBlock<long>(),
        PrimitiveKind.UInt64 => reader.ReadBlock<ulong>(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No integer that becomes a wider one."),
    };

    /// <summary>Appends <paramref name="value"/>, which fits into <paramref name="kind"/>.</summary>
    public static void Write(PrimitiveKind kind, Int128 value, ref WireWriter writer)
    {
        switch (kind)
        {
            case PrimitiveKind.SByte:
                writer.WriteBlock((sbyte)value);
                break;
            case PrimitiveKind.Byte:
                writer.WriteBlock((byte)value);
                break;
            case PrimitiveKind.Int16:
                writer.WriteBlock((short)value);
                break;
            case PrimitiveKind.UInt16:
                writer.WriteBlock((ushort)value);
                break;
            case PrimitiveKind.Int32:
                writer.WriteBlock((int)value);
                break;
            case PrimitiveKind.UInt32:
                writer.WriteBlock((uint)value);
                break;
            case PrimitiveKind.Int64:
                writer.WriteBlock((long)value);
                break;
            case PrimitiveKind.UInt64:
                writer.WriteBlock((ulong)value);
                break;
            case PrimitiveKind.Int128:
                writer.WriteBlock(value);
                break;
            case PrimitiveKind.UInt128:
                writer.WriteBlock((UInt128)value);
                break;
            case PrimitiveKind.Single:
                writer.WriteBlock((float)value);
                break;
            case PrimitiveKind.Double:
                writer.WriteBlock((double)value);
                break;
            case PrimitiveKind.Decimal:
                DecimalCodec.Write(ref writer, (decimal)value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No number that an integer becomes.");
        }
    }
}
