using System.Globalization;

namespace Cells.Schema;

/// <summary>The numbers of enum values as text.</summary>
internal static class EnumNumbers
{
    /// <summary>Whether <paramref name="text"/> is a number of the integer type <paramref name="underlying"/>, as <see cref="EnumValue.Number"/> keeps it.</summary>
    public static bool TryParse(string text, PrimitiveKind underlying, out long number)
    {
        if (underlying == PrimitiveKind.UInt64)
        {
            bool isUnsigned = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned);
            number = unchecked((long)unsigned);
            return isUnsigned;
        }

        (long minimum, long maximum) = Range(underlying);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= minimum && number <= maximum;
    }

    private static (long Minimum, long Maximum) Range(PrimitiveKind underlying) => underlying switch
    {
        PrimitiveKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
        PrimitiveKind.Byte => (byte.MinValue, byte.MaxValue),
        PrimitiveKind.Int16 => (short.MinValue, short.MaxValue),
        PrimitiveKind.UInt16 => (ushort.MinValue, ushort.MaxValue),
        PrimitiveKind.Int32 => (int.MinValue, int.MaxValue),
        PrimitiveKind.UInt32 => (uint.MinValue, uint.MaxValue),
        PrimitiveKind.Int64 => (long.MinValue, long.MaxValue),
        _ => (1, 0),
    };
}
