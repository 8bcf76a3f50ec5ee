namespace Cells.Wire;

/// <summary>What the framework's maps and sets take, in bytes of memory; at most, since their internals may change.</summary>
internal static class MapSize
{
    /// <summary>A node of an immutable hash tree, beside what it holds.</summary>
    public const int Node = 88;

    // Hash code and next index of an entry, its bucket, and what aligns it.
    private const int EntryOverhead = 15;

    /// <summary>An entry of a hash table that holds <paramref name="value"/> bytes: tables have a prime number of entries, which is up to a quarter more than asked for.</summary>
    public static int OfEntry(int value) => (value + EntryOverhead) * 5 / 4;

    /// <summary>A frozen map or set of <paramref name="count"/> entries, and what building it takes.</summary>
    public static long OfFrozen(int count, int entry) => count == 0 ? 0 : 1024 + (count * (64L + (4 * entry)));
}
