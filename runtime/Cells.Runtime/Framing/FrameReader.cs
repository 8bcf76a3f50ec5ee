using System.Buffers;

namespace Cells.Framing;

/// <summary>Cuts frames from the bytes that have arrived.</summary>
internal static class FrameReader
{
    /// <summary>The bytes of the frame that <paramref name="buffer"/> begins with, with its header; 0 when so little has come that nobody knows.</summary>
    public static int SizeOfNext(in ReadOnlySequence<byte> buffer, int maxFrame)
        => buffer.FirstSpan.Length >= FrameHeader.Size ? FrameHeader.Size + FrameHeader.Read(buffer.FirstSpan, maxFrame).Length : 0;

    /// <summary>Takes the next whole frame from <paramref name="buffer"/>; false when it has not arrived whole.</summary>
    /// <remarks>A frame over the limit is refused by its header, before its bytes are waited for.</remarks>
    /// <param name="buffer">What has arrived; advanced past the frame.</param>
    /// <param name="maxFrame">The most bytes after the header.</param>
    /// <param name="header">The frame's header.</param>
    /// <param name="body">The bytes after the header: a slice of <paramref name="buffer"/> that dies with it.</param>
    /// <exception cref="CellProtocolException">The bytes are no frame of this protocol, or it is over the limit.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body)
    {
        if (buffer.IsSingleSegment && buffer.Start.GetObject() is byte[] array)
        {
            return TryRead(array, ref buffer, maxFrame, out header, out body);
        }

        body = default;
        if (buffer.Length < FrameHeader.Size)
        {
            header = default;
            return false;
        }

        ReadOnlySpan<byte> first = buffer.FirstSpan;
        if (first.Length >= FrameHeader.Size)
        {
            header = FrameHeader.Read(first, maxFrame);
        }
        else
        {
            Span<byte> copy = stackalloc byte[FrameHeader.Size];
            buffer.Slice(0, FrameHeader.Size).CopyTo(copy);
            header = FrameHeader.Read(copy, maxFrame);
        }

        if (buffer.Length - FrameHeader.Size < header.Length)
        {
            return false;
        }

        body = buffer.Slice(FrameHeader.Size, header.Length);
        buffer = buffer.Slice(body.End);
        return true;
    }
    // What a socket gives lies in one array, where places are indexes.
    private static bool TryRead(byte[] array, ref ReadOnlySequence<byte> buffer, int maxFrame, out FrameHeader header, out ReadOnlySequence<byte> body)
    {
        int start = buffer.Start.GetInteger();
        int end = buffer.End.GetInteger();
        body = default;
        if (end - start < FrameHeader.Size)
        {
            header = default;
            return false;
        }

        header = FrameHeader.Read(array.AsSpan(start, FrameHeader.Size), maxFrame);
        start += FrameHeader.Size;
        if (end - start < header.Length)
        {
            return false;
        }

        body = new ReadOnlySequence<byte>(array, start, header.Length);
        start += header.Length;
        buffer = new ReadOnlySequence<byte>(array, start, end - start);
        return true;
    }
}
