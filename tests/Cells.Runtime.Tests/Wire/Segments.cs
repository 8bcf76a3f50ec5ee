using System.Buffers;

namespace Cells.Wire;

/// <summary>Cuts bytes into segments.</summary>
internal static class Segments
{
    /// <summary>A sequence cut at the offsets.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, params int[] offsets)
    {
        Segment first = new(bytes.AsMemory(0, offsets.Length > 0 ? offsets[0] : bytes.Length), 0);
        Segment last = first;
        for (int i = 0; i < offsets.Length; i++)
        {
            int end = i + 1 < offsets.Length ? offsets[i + 1] : bytes.Length;
            last = last.Append(bytes.AsMemory(offsets[i], end - offsets[i]));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>A segment per byte, with empty ones between.</summary>
    public static ReadOnlySequence<byte> CutEverywhere(byte[] bytes) =>
        Cut(bytes, [.. Enumerable.Range(0, bytes.Length + 1).SelectMany(offset => new[] { offset, offset })]);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
