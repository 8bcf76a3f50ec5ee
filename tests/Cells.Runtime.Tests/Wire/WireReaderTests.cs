using System.Buffers;

namespace Cells.Wire;

public class WireReaderTests
{
    [Fact]
    public void Complete_with_bytes_left_fails_with_their_offset()
    {
        CellFormatException failure = Assert.Throws<CellFormatException>(() =>
        {
            WireReader reader = new(new byte[] { 1, 0, 0, 0, 9, 9 });
            Int32Codec.Read(ref reader);
            reader.Complete();
        });

        Assert.Equal(4, failure.Offset);
        Assert.Equal("2 bytes follow the end of the value", failure.Reason);
    }

    [Fact]
    public void Offset_in_segments_counts_from_the_start_of_the_payload()
    {
        WireReader reader = new(Segments.Cut([1, 0, 0, 0, 2, 0, 0, 0, 7], 3, 6));

        Assert.Equal(1, Int32Codec.Read(ref reader));
        Assert.Equal(2, Int32Codec.Read(ref reader));
        Assert.Equal(8, reader.Offset);
        Assert.Equal(1, reader.Remaining);
    }

    [Fact]
    public void Nesting_of_a_thousand_levels_is_read_and_one_more_is_refused()
    {
        Assert.Equal(WireWriter.MaximumDepth, Nest(WireWriter.MaximumDepth));
        CellFormatException failure = Assert.Throws<CellFormatException>(() => Nest(WireWriter.MaximumDepth + 1));
        Assert.Contains("deeper than 1000 levels", failure.Message, StringComparison.Ordinal);

        static int Nest(int levels)
        {
            WireReader reader = new(Enumerable.Repeat((byte)1, levels).ToArray().AsSpan());
            int depth = 0;
            while (reader.Remaining > 0)
            {
                reader.ReadObjectHeader(1, "Node");
                depth++;
            }

            return depth;
        }
    }

    [Fact]
    public void Nesting_of_a_thousand_levels_is_written_and_one_more_is_refused()
    {
        Write(WireWriter.MaximumDepth);
        Assert.Throws<CellFormatException>(() => Write(WireWriter.MaximumDepth + 1));

        static void Write(int levels)
        {
            WireWriter writer = new(new ArrayBufferWriter<byte>());
            for (int level = 0; level < levels; level++)
            {
                writer.WriteObjectHeader(1);
            }
        }
    }

    [Theory]
    [InlineData("ff", "null where a value must be")]
    [InlineData("03", "3 members where the type has 2")]
    [InlineData("fa", "250 members where the type has 2")]
    public void ReadObjectHeader_of_another_count_fails(string hex, string reason)
    {
        CellFormatException failure = Assert.Throws<CellFormatException>(() =>
        {
            WireReader reader = new(Convert.FromHexString(hex).AsSpan());
            reader.ReadObjectHeader(2, "Shop.Product");
        });

        Assert.Equal(reason, failure.Reason);
        Assert.Equal("Shop.Product", failure.TypePath);
        Assert.Equal(0, failure.Offset);
    }

    [Theory]
    [InlineData("00", 0)]
    [InlineData("02", 2)]
    [InlineData("fa0200", 2)]
    public void ReadUnionTag_reads_the_narrow_and_the_wide_form(string hex, int expected)
    {
        WireReader reader = new(Convert.FromHexString(hex).AsSpan());

        Assert.Equal(expected, reader.ReadUnionTag(3, "Shop.Shape"));
        reader.Complete();
    }

    [Theory]
    [InlineData("03")]
    [InlineData("fae803")]
    [InlineData("fb")]
    [InlineData("ff")]
    public void ReadUnionTag_of_no_case_fails(string hex) => Assert.Throws<CellFormatException>(() =>
    {
        WireReader reader = new(Convert.FromHexString(hex).AsSpan());
        reader.ReadUnionTag(3, "Shop.Shape");
    });

    [Fact]
    public void Text_longer_than_a_piece_passes_through_small_segments()
    {
        string text = string.Concat(Enumerable.Repeat("aé😀—", 9000));
        byte[] bytes = CodecProbe<string, StringCodec>.Write(text);

        Assert.Equal(text, CodecProbe<string, StringCodec>.ReadValue(Segments.Cut(bytes, 3, 9, 70, 4000, 4001)));
    }

    [Fact]
    public void Sets_that_repeat_an_element_are_refused()
    {
        byte[] bytes = [2, 0, 0, 0, 5, 5];

        Assert.Throws<CellFormatException>(() => CodecProbe<HashSet<byte>, HashSetCodec<byte, ByteCodec>>.ReadValue(new(bytes)));
        Assert.Throws<CellFormatException>(() => CodecProbe<SortedSet<byte>, SortedSetCodec<byte, ByteCodec>>.ReadValue(new(bytes)));
    }

    [Fact]
    public void Null_where_none_may_be_is_refused_on_write()
    {
        Assert.Throws<CellFormatException>(() => CodecProbe<string, StringCodec>.Write(null!));
        Assert.Throws<CellFormatException>(() => CodecProbe<List<string>, ListCodec<string, StringCodec>>.Write(["a", null!]));
        Assert.Throws<CellFormatException>(() => CodecProbe<List<string>, ListCodec<string, StringCodec>>.Write(null!));
    }

    [Fact]
    public void Lazy_sequences_are_counted_before_they_are_written()
    {
        IEnumerable<int> numbers = Enumerable.Range(0, 100).Where(number => number % 2 == 0);

        byte[] bytes = CodecProbe<IEnumerable<int>, IEnumerableCodec<int, Int32Codec>>.Write(numbers);

        Assert.Equal(numbers, CodecProbe<IEnumerable<int>, IEnumerableCodec<int, Int32Codec>>.ReadValue(new(bytes)));
    }

    [Fact]
    public void Warm_writes_allocate_nothing()
    {
        ArrayBufferWriter<byte> output = new(64 * 1024);
        Dictionary<string, List<int>> value = new() { ["a"] = [1, 2, 3], ["bé"] = [4] };
        Run(output, value);
        output.ResetWrittenCount();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(output, value);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Run(ArrayBufferWriter<byte> output, Dictionary<string, List<int>> value)
        {
            WireWriter writer = new(output);
            DictionaryCodec<string, StringCodec, List<int>, ListCodec<int, Int32Codec>>.Write(ref writer, value);
            writer.Flush();
        }
    }
}
