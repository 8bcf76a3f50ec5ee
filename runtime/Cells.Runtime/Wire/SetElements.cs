using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary>Sets: an element that repeats is an error, since dropping it would lose data without a word.</summary>
internal static class SetElements<T, TCodec>
    where TCodec : struct, IWireCodec<T>
{
    private const int EmptySize = 64;

    public static HashSet<T> ReadHashSet(ref WireReader reader, string type)
    {
        int count = Elements<T, TCodec>.ReadCount(ref reader, type);
        reader.Charge(EmptySize, type);
        if (count == 0)
        {
            return [];
        }

        Elements<T, TCodec>.Enter(ref reader, type);
        int entry = MapSize.OfEntry(Unsafe.SizeOf<T>());
        int capacity = Elements<T, TCodec>.InitialCapacity(ref reader, count, entry, type);
        if (capacity == count)
        {
            // Else it has been accounted for.
            reader.Charge((long)count * entry, type);
        }

        HashSet<T> set = new(capacity);
        KeyCollisions<T> collisions = new(count, type);
        for (int i = 0; i < count; i++)
        {
            long start = reader.Offset;
            T item = TCodec.Read(ref reader);
            if (collisions.IsWatching)
            {
                if (collisions.Restarts(set.Capacity))
                {
                    foreach (T earlier in set)
                    {
                        collisions.Add(earlier);
                    }
                }

                collisions.Insert(ref reader, item);
            }

            if (!set.Add(item))
            {
                WireReader.Fail($"element {i} repeats an earlier one", type, start);
            }
        }

        collisions.Dispose();
        Elements<T, TCodec>.Leave(ref reader);
        return set;
    }

    /// <summary>Reads a set that sorts its elements.</summary>
    public static TSet ReadSorted<TSet>(ref WireReader reader, Func<T[], TSet> create, string type)
        where TSet : IReadOnlyCollection<T>
    {
        // A node for each, and copies in order.
        const int NodeSize = 64;
        long start = reader.Offset;
        T[] items = Elements<T, TCodec>.ReadFor(ref reader, type, 3 * EmptySize, NodeSize + (2 * Unsafe.SizeOf<T>()));
        TSet set;
        try
        {
            set = create(items);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new CellFormatException("the elements cannot be compared with each other", start, type, failure);
        }

        if (set.Count != items.Length)
        {
            WireReader.Fail("an element repeats an earlier one", type, start);
        }

        return set;
    }
}
