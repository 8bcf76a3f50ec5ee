namespace Cells.Schema;

/// <summary>Which numbers become which without loss.</summary>
public static class NumberWidening
{
    /// <summary>Whether every <paramref name="from"/> is a <paramref name="to"/>, and the two are not the same.</summary>
    public static bool IsLossless(PrimitiveKind from, PrimitiveKind to)
    {
        if (from == PrimitiveKind.Half)
        {
            return to is PrimitiveKind.Single or PrimitiveKind.Double;
        }

        if (from == PrimitiveKind.Single)
        {
            return to == PrimitiveKind.Double;
        }

        int bits = IntegerBits(from);
        if (bits == 0)
        {
            return false;
        }

        int wider = IntegerBits(to);
        if (wider != 0)
        {
            // Signed never fits into unsigned.
            return wider > bits && (IsUnsigned(from) || !IsUnsigned(to));
        }

        return to switch
        {
            PrimitiveKind.Single => bits <= 16,
            PrimitiveKind.Double => bits <= 32,
            PrimitiveKind.Decimal => bits <= 64,
            _ => false,
        };
    }

    private static int IntegerBits(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.SByte or PrimitiveKind.Byte => 8,
        PrimitiveKind.Int16 or PrimitiveKind.UInt16 => 16,
        PrimitiveKind.Int32 or PrimitiveKind.UInt32 => 32,
        PrimitiveKind.Int64 or PrimitiveKind.UInt64 => 64,
        PrimitiveKind.Int128 or PrimitiveKind.UInt128 => 128,
        _ => 0,
    };

    private static bool IsUnsigned(PrimitiveKind kind) =>
        kind is PrimitiveKind.Byte or PrimitiveKind.UInt16 or PrimitiveKind.UInt32 or PrimitiveKind.UInt64 or PrimitiveKind.UInt128;
}
