using System.Buffers;

namespace Cells.Wire;

/// <summary>Bytes as slices of a leased payload.</summary>
internal static class LeasedBytes
{
    /// <summary>Reads a count and that many bytes; null is empty.</summary>
    public static ReadOnlySequence<byte> ReadSequence(ref WireReader reader, string type)
    {
        int count = reader.ReadCount(minimumSize: 1, type);
        return count <= 0 ? default : reader.Lease(count);
    }

    /// <summary>Reads a count and that many bytes; null is empty. A copy where a segment ends within them.</summary>
    public static ReadOnlyMemory<byte> ReadMemory(ref WireReader reader, string type)
    {
        ReadOnlySequence<byte> bytes = ReadSequence(ref reader, type);
        return bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
    }
}
