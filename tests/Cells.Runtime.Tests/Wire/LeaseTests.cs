using System.Buffers;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <summary>Bytes read as slices of the payload.</summary>
public class LeaseTests
{
    private static readonly byte[] Payload = [3, 0, 0, 0, 1, 2, 3, 2, 0, 0, 0, 8, 9];

    [Fact]
    public void Leased_memory_of_one_segment_lies_in_the_payload()
    {
        WireReader reader = new(new ReadOnlySequence<byte>(Payload), isLeased: true);

        AssertSlice(4, 3, ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref reader));
        AssertSlice(11, 2, ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref reader));
        reader.Complete();
    }

    [Fact]
    public void Leased_sequence_cut_anywhere_is_a_slice_and_allocates_nothing()
    {
        for (int cut = 0; cut <= Payload.Length; cut++)
        {
            ReadOnlySequence<byte> payload = Segments.Cut(Payload, cut, Math.Min(cut + 1, Payload.Length));
            Read(payload);
            long before = GC.GetAllocatedBytesForCurrentThread();
            (ReadOnlySequence<byte> first, ReadOnlySequence<byte> second) = Read(payload);
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

            Assert.Equal([1, 2, 3], first.ToArray());
            Assert.Equal([8, 9], second.ToArray());
            AssertSlice(4, first.First.Length, first.First);
        }

        static (ReadOnlySequence<byte> First, ReadOnlySequence<byte> Second) Read(ReadOnlySequence<byte> payload)
        {
            WireReader reader = new(payload, isLeased: true);
            ReadOnlySequence<byte> first = ReadOnlySequenceCodec<byte, ByteCodec>.Read(ref reader);
            ReadOnlySequence<byte> second = ReadOnlySequenceCodec<byte, ByteCodec>.Read(ref reader);
            reader.Complete();
            return (first, second);
        }
    }

    [Fact]
    public void Leased_memory_that_a_segment_ends_within_is_a_copy()
    {
        WireReader reader = new(Segments.Cut(Payload, 6), isLeased: true);

        ReadOnlyMemory<byte> bytes = ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref reader);

        Assert.Equal([1, 2, 3], bytes.ToArray());
        Assert.True(MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array));
        Assert.NotSame(Payload, array.Array);
    }

    [Fact]
    public void Bytes_of_a_reader_that_is_not_leased_are_copies()
    {
        WireReader reader = new(new ReadOnlySequence<byte>(Payload));

        Assert.True(MemoryMarshal.TryGetArray(ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref reader), out ArraySegment<byte> memory));
        Assert.True(MemoryMarshal.TryGetArray(ReadOnlySequenceCodec<byte, ByteCodec>.Read(ref reader).First, out ArraySegment<byte> sequence));
        Assert.NotSame(Payload, memory.Array);
        Assert.NotSame(Payload, sequence.Array);
    }

    [Theory]
    [InlineData("ffffffff", 0)]
    [InlineData("00000000", 0)]
    [InlineData("0100000007", 1)]
    public void Leased_null_and_empty_are_empty(string hex, int length)
    {
        WireReader reader = new(new ReadOnlySequence<byte>(Convert.FromHexString(hex)), isLeased: true);

        Assert.Equal(length, ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref reader).Length);
        reader.Complete();
    }

    [Theory]
    [InlineData("0200000007")]
    [InlineData("feffffff07")]
    [InlineData("020000")]
    public void Leased_bytes_beyond_the_payload_are_a_format_error(string hex) => Assert.Throws<CellFormatException>(() =>
    {
        WireReader reader = new(new ReadOnlySequence<byte>(Convert.FromHexString(hex)), isLeased: true);
        ReadOnlySequenceCodec<byte, ByteCodec>.Read(ref reader);
    });

    private static void AssertSlice(int offset, int length, ReadOnlyMemory<byte> slice)
    {
        Assert.True(MemoryMarshal.TryGetArray(slice, out ArraySegment<byte> array));
        Assert.Same(Payload, array.Array);
        Assert.Equal((offset, length), (array.Offset, array.Count));
    }
}
