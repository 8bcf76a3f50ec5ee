using System.Buffers.Binary;

namespace Cells.Transcoding;

/// <summary>Where one member comes from and goes to in each image.</summary>
/// <param name="From">Its offset in the writer's image.</param>
/// <param name="To">Its offset in the reader's image.</param>
/// <param name="Size">Its size in the writer's image, in bytes.</param>
/// <param name="IsWidening">Whether 32 bits become 64, with their sign.</param>
internal readonly record struct ImageMove(int From, int To, int Size, bool IsWidening)
{
    /// <summary>Moves the member in every image of a run.</summary>
    public void Run(ReadOnlySpan<byte> images, int sourceSize, Span<byte> output, int targetSize)
    {
        int to = To;
        if (IsWidening)
        {
            for (int from = From; from < images.Length; from += sourceSize, to += targetSize)
            {
                BinaryPrimitives.WriteInt64LittleEndian(output[to..], BinaryPrimitives.ReadInt32LittleEndian(images[from..]));
            }
        }
        else if (Size == sizeof(int))
        {
            for (int from = From; from < images.Length; from += sourceSize, to += targetSize)
            {
                BinaryPrimitives.WriteInt32LittleEndian(output[to..], BinaryPrimitives.ReadInt32LittleEndian(images[from..]));
            }
        }
        else if (Size == sizeof(long))
        {
            for (int from = From; from < images.Length; from += sourceSize, to += targetSize)
            {
                BinaryPrimitives.WriteInt64LittleEndian(output[to..], BinaryPrimitives.ReadInt64LittleEndian(images[from..]));
            }
        }
        else
        {
            for (int from = From; from < images.Length; from += sourceSize, to += targetSize)
            {
                images.Slice(from, Size).CopyTo(output[to..]);
            }
        }
    }
}
