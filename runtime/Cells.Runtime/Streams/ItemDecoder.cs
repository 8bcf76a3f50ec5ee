using System.Buffers;
using Cells.Connections;
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

    /// <summary>Reads an event, like an item.</summary>
    /// <inheritdoc cref="Read{TItem, TCodec}(ReadOnlyMemory{byte}, Transcoder?)"/>
    public static TEvent ReadEvent<TEvent, TDecoder>(ReadOnlyMemory<byte> item, Transcoder? rewriting)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        using PayloadBuffer? rewritten = rewriting is null ? null : PayloadBuffer.Rent();
        rewriting?.Transcode(new ReadOnlySequence<byte>(item), rewritten!);
        WireReader reader = new(rewritten is null ? item.Span : rewritten.WrittenSpan);
        TEvent published = TDecoder.Read(ref reader);
        reader.Complete();
        return published;
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
