using System.Buffers;
using System.Buffers.Binary;

namespace Cells.Generators.Tests.Wire;

/// <summary>What generated codecs allocate: on write nothing, on read the objects themselves, and never more than 64 n + 64 KiB for n bytes.</summary>
public class AllocationTests
{
    // What an attacker would like: types whose values take much memory and few bytes.
    private const string Contract =
        """
        using System;
        using System.Buffers;
        using System.Collections.Concurrent;
        using System.Collections.Frozen;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Collections.ObjectModel;
        using Cells;

        namespace Greed;

        [Cell]
        public sealed partial class GreedCell
        {
            [Call] public void Empties(List<Empty> value) { }
            [Call] public void EmptyBoxes(List<Holder<Empty>> value) { }
            [Call] public void Holders(List<Holder> value) { }
            [Call] public void Boxes(Holder<Wide?>[] value) { }
            [Call] public void Nested(List<Outer> value) { }
            [Call] public void Wides(Wide?[] value) { }
            [Call] public void WideMap(Dictionary<int, Wide?> value) { }
            [Call] public void WideTuples(List<(Wide?, Wide?)> value) { }
            [Call] public void WideQueue(Queue<Wide?> value) { }
            [Call] public void WideStack(ImmutableStack<Wide?> value) { }
            [Call] public void Unions(Shape[] value) { }
            [Call] public void Chain(Node? value) { }
            [Call] public void Initialized(List<Initialized> value) { }
            [Call] public void Lists(List<List<byte>> value) { }
            [Call] public void Sets(List<HashSet<byte>> value) { }
            [Call] public void FrozenSets(List<FrozenSet<byte>> value) { }
            [Call] public void HashTrees(List<ImmutableHashSet<byte>> value) { }
            [Call] public void SortedTrees(List<ImmutableSortedSet<byte>> value) { }
            [Call] public void Maps(List<Dictionary<byte, Empty>> value) { }
            [Call] public void ConcurrentMaps(List<ConcurrentDictionary<byte, Empty>> value) { }
            [Call] public void Linked(LinkedList<LinkedList<Empty>> value) { }
            [Call] public void Observed(List<ObservableCollection<Empty>> value) { }
            [Call] public void Addresses(List<Uri> value) { }
            [Call] public void Versions(List<Version> value) { }
            [Call] public void Slices(List<ReadOnlySequence<byte>> value) { }
            [Call] public void Texts(List<string> value) { }
        }

        public sealed class Empty { }
        public sealed class Holder { public Wide? A { get; set; } public Wide? B { get; set; } }
        public sealed class Holder<T> { public required T Value { get; set; } }
        public sealed class Outer { public Inner Inner { get; set; } }
        public struct Inner { public (Wide?, int) A { get; set; } public string? B { get; set; } }
        public struct Wide
        {
            public string? A { get; set; } public string? B { get; set; } public string? C { get; set; } public string? D { get; set; }
            public long E { get; set; } public long F { get; set; } public long G { get; set; } public long H { get; set; }
            public decimal I { get; set; } public decimal J { get; set; } public decimal K { get; set; } public decimal L { get; set; }
        }
        [Union] public abstract class Shape { }
        public sealed class Dot : Shape { }
        public sealed class Group : Shape { public Shape? Inner { get; set; } }
        public sealed class Node { public Wide? Value { get; set; } public Node? Next { get; set; } }
        public sealed class Initialized
        {
            public Dictionary<int, int>? A { get; set; } = [];
            public ConcurrentQueue<int>? B { get; set; } = new();
            public SortedDictionary<int, int>? C { get; set; } = [];
        }
        """;

    // The shapes that are measured.
    private const string Shapes =
        """
        using System;
        using System.Collections.Generic;
        using Cells;

        namespace Shapes;

        [Cell]
        public sealed partial class ShapesCell
        {
            [Call] public void Point(Point value) { }
            [Call] public void Record(Record value) { }
            [Call] public void Records(List<Record> value) { }
            [Call] public void Bytes(ReadOnlyMemory<byte> value) { }
        }

        public readonly record struct Point(int X, int Y, int Z);
        public sealed record Record(string Name, string City, int Age, int[] Scores);
        """;

    private static readonly Lazy<CompiledCodecs> Greedy = new(() => CompiledCodecs.Of(Contract));
    private static readonly Lazy<CompiledCodecs> Shaped = new(() => CompiledCodecs.Of(Shapes));

    // A call, and an element of its collection: the fewest bytes for the most memory.
    public static TheoryData<string, string> Elements => new()
    {
        { "Empties", "00" },
        { "EmptyBoxes", "0100" },
        { "Holders", "02ffff" },
        { "Boxes", "01ff" },
        { "Nested", "0102ff00000000ffffffff" },
        { "Wides", "ff" },
        { "WideTuples", "ffff" },
        { "WideQueue", "ff" },
        { "WideStack", "ff" },
        { "Unions", "0000" },
        { "Unions", "0101ff" },
        { "Initialized", "03000000000000000000000000" },
        { "Initialized", "03ffffffffffffffffffffffff" },
        { "Lists", "00000000" },
        { "Lists", "0100000001" },
        { "Sets", "00000000" },
        { "Sets", "0100000001" },
        { "FrozenSets", "0100000001" },
        { "HashTrees", "0100000001" },
        { "SortedTrees", "0100000001" },
        { "Maps", "00000000" },
        { "Maps", "010000000100" },
        { "ConcurrentMaps", "00000000" },
        { "ConcurrentMaps", "010000000100" },
        { "Linked", "00000000" },
        { "Linked", "0100000000" },
        { "Observed", "00000000" },
        { "Observed", "0100000000" },
        { "Addresses", "00000000" },
        { "Addresses", "feffffff0100000061" },
        { "Addresses", "fbffffff04000000613a2f62" },
        { "Versions", "0400000000000000000000000000000000" },
        { "Slices", "0100000001" },
        { "Texts", "feffffff0100000061" },
        { "Texts", "0100000061 00" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void Many_values_of_few_bytes_stay_within_the_bound(string call, string element)
    {
        byte[] bytes = Convert.FromHexString(element.Replace(" ", "", StringComparison.Ordinal));
        foreach (int count in new[] { 1, 30, 1000, 3000, 40_000 })
        {
            CheckBound(call, Collection(count, bytes));
        }
    }

    [Theory]
    [InlineData("Sets")]
    [InlineData("FrozenSets")]
    [InlineData("HashTrees")]
    [InlineData("SortedTrees")]
    [InlineData("Lists")]
    public void Many_collections_of_all_bytes_stay_within_the_bound(string call)
    {
        byte[] element = Collection(256, [0]);
        for (int i = 0; i < 256; i++)
        {
            element[sizeof(int) + i] = (byte)i;
        }

        foreach (int count in new[] { 1, 20, 400 })
        {
            CheckBound(call, Collection(count, element));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void Deep_chains_stay_within_the_bound(int depth) =>
        CheckBound("Chain", [.. Enumerable.Repeat(new byte[] { 2, 255 }, depth).SelectMany(static bytes => bytes), 255]);

    [Fact]
    public void Maps_of_nulls_stay_within_the_bound()
    {
        foreach (int count in new[] { 10, 1000, 20_000 })
        {
            CheckBound("WideMap", [.. BitConverter.GetBytes(count), .. Enumerable.Range(0, count).SelectMany(static key => BitConverter.GetBytes(key).Append((byte)255))]);
        }
    }

    [Fact]
    public void Ordinary_values_are_not_refused()
    {
        object empties = Greedy.Value.Find("Empties").Read(new ReadOnlySequence<byte>(Collection(100_000, [0])))!;
        object wides = Greedy.Value.Find("Wides").Read(new ReadOnlySequence<byte>(Collection(100, [255])))!;

        Assert.Equal((100_000, 100), (((System.Collections.ICollection)empties).Count, ((Array)wides).Length));
    }

    [Fact]
    public void Writing_allocates_nothing_and_reading_only_the_value()
    {
        string name = "Grace Hopper";
        string city = "Arlington";
        byte[] text = [.. Text(name), .. Text(city)];
        byte[] record = [4, .. text, .. BitConverter.GetBytes(85), .. BitConverter.GetBytes(20), .. new byte[20 * sizeof(int)]];
        long sizeOfRecord = Measure(static () => new int[20]) + Measure(() => new string('a', name.Length)) + Measure(() => new string('a', city.Length))
            + Measure(static () => new SameFields("", "", 1, []));

        Check("Point", new byte[12], 0);
        Check("Record", record, sizeOfRecord);
        Check("Records", Collection(1000, record), (1000 * sizeOfRecord) + Measure(static () => new List<string>(1000)));
        Check("Bytes", Collection(1 << 20, [7]), 0, isLeased: true);
        Check("Bytes", Collection(1 << 20, [7]), Measure(static () => new byte[1 << 20]));
    }

    private static void Check(string call, byte[] payload, long expected, bool isLeased = false)
    {
        WireProbe codec = Shaped.Value.Find(call);
        ReadOnlySequence<byte> sequence = new(payload);
        ArrayBufferWriter<byte> output = new((3 * payload.Length) + 1024);
        object? value = codec.Read(sequence);
        codec.Write(value, output);
        codec.MeasureRead(sequence, isLeased);
        codec.MeasureWrite(value, output);
        output.ResetWrittenCount();

        Assert.Equal(0, codec.MeasureWrite(value, output));
        Assert.Equal(payload, output.WrittenSpan.ToArray());
        Assert.Equal(expected, codec.MeasureRead(sequence, isLeased));
    }

    private static void CheckBound(string call, byte[] payload)
    {
        WireProbe codec = Greedy.Value.Find(call);
        ReadOnlySequence<byte> sequence = new(payload);
        codec.MeasureRead(sequence);
        long allocated = codec.MeasureRead(sequence);
        long allowed = (64L * payload.Length) + (64 * 1024);
        Assert.True(allocated <= allowed, $"{call}: {payload.Length} bytes allocated {allocated}, allowed are {allowed}");
    }

    private static byte[] Collection(int count, byte[] element)
    {
        byte[] payload = new byte[sizeof(int) + (count * element.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, count);
        for (int i = 0; i < count; i++)
        {
            element.CopyTo(payload, sizeof(int) + (i * element.Length));
        }

        return payload;
    }

    private static byte[] Text(string text) => [.. BitConverter.GetBytes(~text.Length), .. BitConverter.GetBytes(text.Length), .. System.Text.Encoding.ASCII.GetBytes(text)];

    private static long Measure(Func<object> create)
    {
        create();
        long before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(create());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed record SameFields(string Name, string City, int Age, int[] Scores);
}
