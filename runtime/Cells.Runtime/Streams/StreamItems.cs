using System.Buffers;
using System.Buffers.Binary;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>The body of a chunk: items, each <c>length u32 | bytes</c>, at least one, to the end.</summary>
internal static class StreamItems
{
    /// <summary>The bytes before each item.</summary>
    public const int HeaderSize = 4;

    /// <summary>Appends an item; when it cannot be written, nothing is appended.</summary>
    /// <exception cref="CellFormatException">The item cannot be written.</exception>
    public static void Append<TItem, TCodec>(PayloadBuffer items, in TItem item)
        where TCodec : struct, IWireCodec<TItem>
    {
        int start = items.Length;
        try
        {
            WireWriter writer = new(items);
            writer.WriteInt32(0);
            TCodec.Write(ref writer, item);
            writer.Flush();
        }
        catch
        {
            items.Truncate(start);
            throw;
        }

        items.Overwrite(start, items.Length - start - HeaderSize);
    }

    /// <summary>The bytes of the first of <paramref name="items"/>, with its header.</summary>
    public static long MeasureFirst(ReadOnlySpan<byte> items) => HeaderSize + (long)BinaryPrimitives.ReadUInt32LittleEndian(items);

    /// <summary>The bytes of those of the first <paramref name="items"/>, as this side wrote them, that fit into <paramref name="most"/> bytes; of one in any case.</summary>
    public static int MeasurePrefix(ReadOnlySpan<byte> items, long most)
    {
        int measured = (int)MeasureFirst(items);
        while (measured < items.Length && measured + MeasureFirst(items[measured..]) is long next && next <= most)
        {
            measured = (int)next;
        }

        return measured;
    }

    /// <summary>Whether a chunk's body holds just one item, as far as its first length tells.</summary>
    public static bool IsOne(in ReadOnlySequence<byte> body)
    {
        SequenceReader<byte> reader = new(body);
        return reader.TryReadLittleEndian(out int length) && (uint)length == body.Length - HeaderSize;
    }

    /// <summary>Checks that a peer's chunk is one.</summary>
    /// <exception cref="CellProtocolException">It holds no item, or its lengths do not add up.</exception>
    public static void Check(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            throw new CellProtocolException("a chunk came without an item");
        }

        while (!body.IsEmpty)
        {
            if (body.Length < HeaderSize)
            {
                throw new CellProtocolException($"{body.Length} bytes are left in a chunk where an item should start");
            }

            long size = MeasureFirst(body);
            if (size > body.Length)
            {
                throw new CellProtocolException($"an item announces {size - HeaderSize} bytes and {body.Length - HeaderSize} are left of its chunk");
            }

            body = body[(int)size..];
        }
    }
}
