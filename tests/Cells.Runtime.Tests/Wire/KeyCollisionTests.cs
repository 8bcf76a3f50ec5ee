using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Five = System.ValueTuple<string, string, string, string, string>;
using FiveCodec = Cells.Wire.NullableValueCodec<
    System.ValueTuple<string, string, string, string, string>,
    Cells.Wire.ValueTupleCodec<
        string, Cells.Wire.StringCodec, string, Cells.Wire.StringCodec, string, Cells.Wire.StringCodec, string, Cells.Wire.StringCodec,
        string, Cells.Wire.StringCodec>>;

namespace Cells.Wire;

/// <summary>Keys that are chosen to share a bucket fail the payload; others never do.</summary>
public class KeyCollisionTests
{
    private const int Count = 20_000;

    // The number of buckets of a table for Count keys.
    private static readonly int Buckets = new Dictionary<int, byte>(Count).Capacity;

    [Fact]
    public void Numbers_that_share_a_bucket_are_refused()
    {
        int[] keys = [.. Enumerable.Range(0, Count).Select(index => index * Buckets)];

        AssertRefused(() => Sets<int, Int32Codec>(keys));
        AssertRefused(() => Maps<int, Int32Codec>(keys));
    }

    [Fact]
    public void Numbers_with_one_hash_code_are_refused()
    {
        long[] keys = [.. Enumerable.Range(0, Count).Select(index => ((long)index << 32) | (uint)index)];

        AssertRefused(() => Sets<long, Int64Codec>(keys));
        AssertRefused(() => Maps<long, Int64Codec>(keys));
    }

    [Fact]
    public void Identifiers_with_one_hash_code_are_refused()
    {
        Guid[] keys = [.. Enumerable.Range(0, Count).Select(index => new Guid(index, 0, 0, 0, 0, 0, 0, (byte)index, (byte)(index >> 8), (byte)(index >> 16), (byte)(index >> 24)))];
        Assert.Single(keys.Select(key => key.GetHashCode()).Distinct());

        AssertRefused(() => Maps<Guid, GuidCodec>(keys));
    }

    [Fact]
    public void Numbers_that_share_a_bucket_of_a_size_that_the_table_grows_through_are_refused()
    {
        // A null takes one byte on the wire and fifty in the table, which therefore begins too small.
        const int Keys = 22_000;
        int small = new Dictionary<int, Five?>((int)(Keys * (16L * 5) / MapSize.OfEntry(Unsafe.SizeOf<KeyValuePair<int, Five?>>()))).Capacity;
        Assert.InRange(small, Keys / 2, Keys - 1);
        KeyValuePair<int, Five?>[] pairs = [.. Enumerable.Range(0, Keys).Select(index => new KeyValuePair<int, Five?>(index * small, null))];
        byte[] bytes = CodecProbe<KeyValuePair<int, Five?>[], ArrayCodec<KeyValuePair<int, Five?>, KeyValuePairCodec<int, Int32Codec, Five?, FiveCodec>>>.Write(pairs);

        AssertRefused(() => CodecProbe<Dictionary<int, Five?>, DictionaryCodec<int, Int32Codec, Five?, FiveCodec>>.ReadValue(new(bytes)));
    }

    [Fact]
    public void Keys_in_order_at_random_and_in_steps_are_read()
    {
        Random random = new(7);
        Sets<int, Int32Codec>([.. Enumerable.Range(0, Count)]);
        Maps<int, Int32Codec>([.. Enumerable.Range(0, Count).Select(index => index * 1000)]);
        Maps<long, Int64Codec>([.. Enumerable.Range(0, Count).Select(index => (long)index << 20)]);
        Maps<int, Int32Codec>([.. Enumerable.Range(0, Count).Select(_ => random.Next()).Distinct()]);
        Maps<string, StringCodec>([.. Enumerable.Range(0, Count).Select(index => $"key {index}")]);
    }

    [Fact]
    public void Counting_collisions_allocates_nothing()
    {
        KeyValuePair<int, int>[] pairs = [.. Enumerable.Range(0, 1000).Select(key => new KeyValuePair<int, int>(key, key))];
        byte[] bytes = CodecProbe<KeyValuePair<int, int>[], ArrayCodec<KeyValuePair<int, int>, KeyValuePairCodec<int, Int32Codec, int, Int32Codec>>>.Write(pairs);
        Read(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(new Dictionary<int, int>(1000));
        long size = GC.GetAllocatedBytesForCurrentThread() - before;

        before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(Read(bytes));
        Assert.Equal(size, GC.GetAllocatedBytesForCurrentThread() - before);

        static Dictionary<int, int> Read(byte[] bytes) => CodecProbe<Dictionary<int, int>, DictionaryCodec<int, Int32Codec, int, Int32Codec>>.ReadValue(new(bytes));
    }

    private static void AssertRefused(Action read)
    {
        CellFormatException failure = Assert.Throws<CellFormatException>(read);
        Assert.StartsWith("the keys collide", failure.Reason, StringComparison.Ordinal);
    }

    private static void Sets<T, TCodec>(T[] keys)
        where TCodec : struct, IWireCodec<T>
    {
        byte[] bytes = CodecProbe<T[], ArrayCodec<T, TCodec>>.Write(keys);
        Assert.Equal(keys.Length, CodecProbe<SortedSet<T>, SortedSetCodec<T, TCodec>>.ReadValue(new(bytes)).Count);
        Assert.Equal(keys.Length, Read<FrozenSet<T>, FrozenSetCodec<T, TCodec>>().Count);
        Assert.Equal(keys.Length, Read<ImmutableHashSet<T>, ImmutableHashSetCodec<T, TCodec>>().Count);
        Assert.Equal(keys.Length, Read<HashSet<T>, HashSetCodec<T, TCodec>>().Count);

        TSet Read<TSet, TSetCodec>()
            where TSetCodec : struct, IWireCodec<TSet> => CodecProbe<TSet, TSetCodec>.ReadValue(new(bytes));
    }

    private static void Maps<T, TCodec>(T[] keys)
        where T : notnull
        where TCodec : struct, IWireCodec<T>
    {
        KeyValuePair<T, int>[] pairs = [.. keys.Select(key => new KeyValuePair<T, int>(key, 1))];
        byte[] bytes = CodecProbe<KeyValuePair<T, int>[], ArrayCodec<KeyValuePair<T, int>, KeyValuePairCodec<T, TCodec, int, Int32Codec>>>.Write(pairs);
        Assert.Equal(keys.Length, Read<FrozenDictionary<T, int>, FrozenDictionaryCodec<T, TCodec, int, Int32Codec>>().Count);
        Assert.Equal(keys.Length, Read<ImmutableDictionary<T, int>, ImmutableDictionaryCodec<T, TCodec, int, Int32Codec>>().Count);
        Assert.Equal(keys.Length, Read<ConcurrentDictionary<T, int>, ConcurrentDictionaryCodec<T, TCodec, int, Int32Codec>>().Count);
        Assert.Equal(keys.Length, Read<Dictionary<T, int>, DictionaryCodec<T, TCodec, int, Int32Codec>>().Count);

        TMap Read<TMap, TMapCodec>()
            where TMapCodec : struct, IWireCodec<TMap> => CodecProbe<TMap, TMapCodec>.ReadValue(new(bytes));
    }
}
