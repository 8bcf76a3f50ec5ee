using System.Buffers.Binary;

namespace Cells.Transports.SharedMemory;

/// <summary>Bytes in the store of one direction: the body of a <c>stored</c> frame.</summary>
/// <param name="Start">How much of the store was taken before, skipped or not, since the beginning.</param>
/// <param name="Skipped">The bytes left out between there and the range, because it would not end before the store does.</param>
/// <param name="Length">The bytes of the range, which follow each other.</param>
internal readonly record struct StoredRange(ulong Start, int Skipped, int Length)
{
    /// <summary>The size of its image in bytes.</summary>
    public const int Size = 16;

    /// <summary>What is taken of the store with this range.</summary>
    public ulong End => Start + (ulong)Skipped + (ulong)Length;

    /// <summary>Where the range lies in the store.</summary>
    public int Offset => (int)((Start + (ulong)Skipped) % SharedLayout.StoreSize);

    /// <summary>Writes the image.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, Start);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Skipped);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Length);
    }

    /// <summary>Reads the image, which may be any 16 bytes: whether it is a range at all is to be checked.</summary>
    public static StoredRange Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source), BinaryPrimitives.ReadInt32LittleEndian(source[8..]), BinaryPrimitives.ReadInt32LittleEndian(source[12..]));
}
