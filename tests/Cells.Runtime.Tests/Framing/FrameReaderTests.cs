using System.Buffers;
using Cells.Framing;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Runtime.Tests.Framing;

public class FrameReaderTests
{
    private const int MaxFrame = 1024;

    [Fact]
    public void TryRead_whole_frame_takes_it_and_leaves_the_rest()
    {
        byte[] bytes = [3, 0, 0, 0, 0x01, 0x01, 0x07, 0x00, 0x2A, 0, 0, 0x00, 0, 0, 0, 0, 10, 11, 12, 99];
        ReadOnlySequence<byte> buffer = new(bytes);

        Assert.True(FrameReader.TryRead(ref buffer, MaxFrame, out FrameHeader header, out ReadOnlySequence<byte> body));

        Assert.Equal(new FrameHeader(FrameType.Request, FrameFlags.Metadata, 7, 42, 3), header);
        Assert.Equal<byte>([10, 11, 12], body.ToArray());
        Assert.Equal<byte>([99], buffer.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(18)]
    public void TryRead_part_of_a_frame_consumes_nothing(int length)
    {
        byte[] bytes = [3, 0, 0, 0, 0x02, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 10, 11, 12];
        ReadOnlySequence<byte> buffer = new(bytes.AsMemory(0, length));

        Assert.False(FrameReader.TryRead(ref buffer, MaxFrame, out _, out _));
        Assert.Equal(length, buffer.Length);
    }

    [Fact]
    public void TryRead_oversized_length_throws_before_its_bytes_arrive()
    {
        byte[] bytes = [0x01, 0x04, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        CellProtocolException error = Assert.Throws<CellProtocolException>(() => Read(bytes));
        Assert.Contains("1025 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("max_frame", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_length_with_the_high_bit_throws()
        => Assert.Throws<CellProtocolException>(() => Read([0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));

    [Theory]
    [InlineData(0x00, 0, 0)]
    [InlineData(0x18, 0, 0)]
    [InlineData(0x40, 0, 0)]
    [InlineData(0x01, 0x02, 0)]
    [InlineData(0x01, 0, 1)]
    public void TryRead_unknown_type_flag_or_reserved_throws(byte type, byte flags, byte reserved)
        => Assert.Throws<CellProtocolException>(() => Read([0, 0, 0, 0, type, flags, 0, 0, 0, 0, 0, 0, reserved, 0, 0, 0]));

    [Fact]
    public void TryRead_any_cut_into_segments_gives_the_same_frames()
        => Prop.ForAll<byte[], PositiveInt>((payload, cut) =>
        {
            byte[] body = payload[..Math.Min(payload.Length, MaxFrame)];
            byte[] frame = new byte[FrameHeader.Size + body.Length];
            FrameHeader header = new(FrameType.Response, FrameFlags.None, 1, 0x1234_5678, body.Length);
            header.Write(frame);
            body.CopyTo(frame, FrameHeader.Size);
            int at = cut.Get % (frame.Length + 1);
            ReadOnlySequence<byte> buffer = Segment.Join(frame[..at], frame[at..]);

            Assert.True(FrameReader.TryRead(ref buffer, MaxFrame, out FrameHeader read, out ReadOnlySequence<byte> readBody));
            Assert.Equal(header, read);
            Assert.Equal(body, readBody.ToArray());
            Assert.True(buffer.IsEmpty);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_garbage_never_throws_anything_else()
        => Prop.ForAll<byte[]>(bytes =>
        {
            ReadOnlySequence<byte> buffer = new(bytes);
            try
            {
                FrameReader.TryRead(ref buffer, MaxFrame, out _, out _);
            }
            catch (CellProtocolException)
            {
                Assert.True(bytes.Length >= FrameHeader.Size);
            }
        }).QuickCheckThrowOnFailure();

    private static void Read(byte[] bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        FrameReader.TryRead(ref buffer, MaxFrame, out _, out _);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
        {
            Segment head = new() { Memory = first };
            Segment tail = new() { Memory = second, RunningIndex = first.Length };
            head.Next = tail;
            return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
        }
    }
}
