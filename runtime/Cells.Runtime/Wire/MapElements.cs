using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary>Maps: a collection of pairs without a key twice.</summary>
internal static class MapElements<TKey, TKeyCodec, TValue, TValueCodec>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    private const int EmptySize = 80;

    public static void Write<TEnumerator>(ref WireWriter writer, int count, TEnumerator pairs, string type)
        where TEnumerator : IEnumerator<KeyValuePair<TKey, TValue>>
        => Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.Write(ref writer, count, pairs, type);

    public static void Write(ref WireWriter writer, scoped ReadOnlySpan<KeyValuePair<TKey, TValue>> pairs) =>
        Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.Write(ref writer, pairs);

    public static Dictionary<TKey, TValue> ReadDictionary(ref WireReader reader, string type)
    {
        int count = Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.ReadCount(ref reader, type);
        reader.Charge(EmptySize, type);
        if (count == 0)
        {
            return [];
        }

        Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.Enter(ref reader, type);
        int entry = MapSize.OfEntry(Unsafe.SizeOf<KeyValuePair<TKey, TValue>>());
        int capacity = Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.InitialCapacity(ref reader, count, entry, type);
        if (capacity == count)
        {
            // Else it has been accounted for.
            reader.Charge((long)count * entry, type);
        }

        Dictionary<TKey, TValue> map = new(capacity);
        KeyCollisions<TKey> collisions = new(count, type);
        for (int i = 0; i < count; i++)
        {
            long start = reader.Offset;
            KeyValuePair<TKey, TValue> pair = KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>.Read(ref reader);
            CheckKey(pair.Key, start, type);
            if (collisions.IsWatching)
            {
                if (collisions.Restarts(map.Capacity))
                {
                    foreach ((TKey earlier, _) in map)
                    {
                        collisions.Add(earlier);
                    }
                }

                collisions.Insert(ref reader, pair.Key);
            }

            if (!map.TryAdd(pair.Key, pair.Value))
            {
                WireReader.Fail($"the key of entry {i} repeats an earlier one", type, start);
            }
        }

        collisions.Dispose();
        Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.Leave(ref reader);
        return map;
    }

    /// <summary>Reads a map that sorts its keys.</summary>
    public static TMap ReadSorted<TMap>(ref WireReader reader, Func<KeyValuePair<TKey, TValue>[], TMap> create, string type)
        where TMap : IReadOnlyCollection<KeyValuePair<TKey, TValue>>
    {
        // A node for each, and copies in order.
        const int NodeSize = 72;
        long start = reader.Offset;
        KeyValuePair<TKey, TValue>[] pairs = ReadPairs(ref reader, type);
        reader.Charge((3 * EmptySize) + (pairs.Length * (NodeSize + (3L * Unsafe.SizeOf<KeyValuePair<TKey, TValue>>()))), type);
        TMap map;
        try
        {
            map = create(pairs);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new CellFormatException("the keys cannot be compared with each other, or one repeats", start, type, failure);
        }

        if (map.Count != pairs.Length)
        {
            WireReader.Fail("a key repeats an earlier one", type, start);
        }

        return map;
    }

    /// <summary>Adds <paramref name="pairs"/> to <paramref name="map"/>, which refuses a key that it has.</summary>
    public static TMap Fill<TMap>(TMap map, KeyValuePair<TKey, TValue>[] pairs)
        where TMap : IDictionary<TKey, TValue>
    {
        foreach (KeyValuePair<TKey, TValue> pair in pairs)
        {
            map.Add(pair.Key, pair.Value);
        }

        return map;
    }

    // Keys may repeat, but none is null.
    private static KeyValuePair<TKey, TValue>[] ReadPairs(ref WireReader reader, string type)
    {
        long start = reader.Offset;
        KeyValuePair<TKey, TValue>[] pairs =
            Elements<KeyValuePair<TKey, TValue>, KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec>>.ReadArray(ref reader, type);
        foreach (KeyValuePair<TKey, TValue> pair in pairs)
        {
            CheckKey(pair.Key, start, type);
        }

        return pairs;
    }

    private static void CheckKey(TKey key, long start, string type)
    {
        if (!typeof(TKey).IsValueType && key is null)
        {
            WireReader.Fail("a key is null", type, start);
        }
    }
}
