using Cells.Connections;
using Cells.Framing;
using Cells.Streams;
using Cells.Wire;

namespace Cells.Testing.Fakes;

/// <summary>Learns which call a piece of code makes of a generated client, with which arguments, and how what it sends and gets is encoded. Nothing is sent.</summary>
internal sealed class CallRecorder : ICallRecorder
{
    /// <summary>The call that was made last.</summary>
    public RecordedCall? Last { get; private set; }

    /// <summary>No call was made.</summary>
    public void Forget() => Last = null;

    /// <inheritdoc/>
    public ValueTask<TResult> Record<TBody, TResult, TDecoder>(CallDescriptor call, TBody body, ItemSource? items)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        Last = new RecordedCall(call, Encode(body), EncoderOf<TResult, TDecoder>(), items?.Reader);
        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TItem> RecordStream<TBody, TItem, TCodec>(CallDescriptor call, TBody body, ItemSource? items)
        where TBody : struct, IRequestBody
        where TCodec : struct, IWireCodec<TItem>
    {
        Last = new RecordedCall(call, Encode(body), EncoderOf<TItem, CodecDecoder<TItem, TCodec>>(), items?.Reader);
        return AsyncEnumerable.Empty<TItem>();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<TEvent> RecordSubscription<TEvent, TDecoder>(CallDescriptor call)
        where TDecoder : struct, IEventDecoder<TEvent>
    {
        Last = new RecordedCall(call, [], EncodeEvent, ReadItem: null);
        return AsyncEnumerable.Empty<TEvent>();

        static byte[] EncodeEvent(TEvent published)
        {
            using PayloadBuffer output = PayloadBuffer.Rent();
            WireWriter writer = new(output);
            TDecoder.Write(ref writer, published);
            writer.Flush();
            return output.WrittenSpan.ToArray();
        }
    }

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next) => throw new NotSupportedException("every call of a fake's client is recorded");

    private static byte[] Encode<TBody>(TBody body)
        where TBody : struct, IRequestBody
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        body.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static Func<TResult, byte[]> EncoderOf<TResult, TDecoder>()
        where TDecoder : struct, IResponseDecoder<TResult>
        => static result =>
        {
            using PayloadBuffer output = PayloadBuffer.Rent();
            TDecoder.Encode(result, output);
            return output.WrittenSpan.ToArray();
        };
}

/// <summary>A call that was made of a client that leads nowhere.</summary>
/// <param name="Call">Which.</param>
/// <param name="Request">The arguments, encoded.</param>
/// <param name="Encode">Encodes a result, an item of the answer, or an event: a function from it to its bytes.</param>
/// <param name="ReadItem">Reads an item that the call sends: a function from its bytes; null for a call that sends none.</param>
internal sealed record RecordedCall(CallDescriptor Call, byte[] Request, Delegate Encode, Delegate? ReadItem);
