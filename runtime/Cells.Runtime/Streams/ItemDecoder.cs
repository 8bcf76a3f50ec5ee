using System.Buffers;
using Cells.Framing;
using Cells.Transcoding;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>Reads one item.</summary>
internal static class ItemDecoder
{
    /// <summary>Reads an item of this side's schema, or of the other's by the plan.</summary>
    /// <param name="item">The item's bytes.</param>
    /// <param name="rewriting">Rewrites items; null when both sides have one schema.</param>
    /// <exception cref="CellFormatException">The bytes are no such item, or it has no counterpart in this side's schema.</exception>
    public static TItem Read<TItem, TCodec>(ReadOnlyMemory<byte> item, Transcoder? rewriting)
        where TCodec : struct, IWireCodec<TItem>
    {
        if (rewriting is null)
        {
            return Read<TItem, TCodec>(item.Span);
        }

        using PayloadBuffer rewritten = PayloadBuffer.Rent();
        rewriting.Transcode(new ReadOnlySequence<byte>(item), rewritten);
        return Read<TItem, TCodec>(rewritten.WrittenSpan);
    }

    private static TItem Read<TItem, TCodec>(ReadOnlySpan<byte> bytes)
        where TCodec : struct, IWireCodec<TItem>
    {
        WireReader reader = new(bytes);
        TItem item = TCodec.Read(ref reader);
        reader.Complete();
        return item;
    }
}
