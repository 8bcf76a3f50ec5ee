namespace Cells.Wire;

/// <summary>What the framework's maps and sets take, in bytes of memory; at most, since their internals may change.</summary>
internal static class MapSize
{
    /// <summary>A node of an immutable hash tree, beside what it holds.</summary>
    public const int Node = 88;

    /// <summary>A hash table of <paramref name="capacity"/> entries of <paramref name="entry"/> bytes: entries are aligned, and there is a prime number of them.</summary>
    public static long OfTable(int capacity, int entry) => capacity * (entry + 11L) * 5 / 4;

    /// <summary>A frozen map or set of <paramref name="count"/> entries, and what building it takes.</summary>
    public static long OfFrozen(int count, int entry) => count == 0 ? 0 : 1024 + (count * (64L + (4 * entry)));
}
