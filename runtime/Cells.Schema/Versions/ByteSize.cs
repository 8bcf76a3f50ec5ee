namespace Cells.Schema;

/// <summary>The text form of an amount of memory in a manifest: a whole number and a unit, <c>512B</c>, <c>64KiB</c>, <c>16MiB</c>, <c>2GiB</c>.</summary>
public static class ByteSize
{
    /// <summary>The units, largest first.</summary>
    private static readonly (string Suffix, long Bytes)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    /// <summary>Reads <paramref name="text"/>; false when it is no size or more than 2^63 - 1 bytes.</summary>
    public static bool TryParse(string text, out long bytes) => Quantity.TryParse(text, Units, long.MaxValue, out bytes);

    /// <summary>The size in the largest unit that loses nothing.</summary>
    public static string Format(long bytes) => Quantity.Format(bytes, Units);
}
