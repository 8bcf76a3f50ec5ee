using Cells.Connections;
using Cells.Streams;

namespace Cells;

/// <summary>Takes the calls of a channel that leads nowhere, of which it is the only interceptor: to learn which call a piece of code makes.</summary>
internal interface ICallRecorder : IClientInterceptor
{
    /// <summary>Takes a call with its arguments in the place of sending it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">Its arguments.</param>
    /// <param name="items">What it sends; null for a call that sends no items.</param>
    ValueTask<TResult> Record<TBody, TResult, TDecoder>(CallDescriptor call, TBody body, ItemSource? items)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>;

    /// <summary>Takes a call that answers with items.</summary>
    /// <inheritdoc cref="Record" path="/param"/>
    IAsyncEnumerable<TItem> RecordStream<TBody, TItem, TCodec>(CallDescriptor call, TBody body, ItemSource? items)
        where TBody : struct, IRequestBody
        where TCodec : struct, Wire.IWireCodec<TItem>;

    /// <summary>Takes a subscription.</summary>
    /// <param name="call">The event.</param>
    IAsyncEnumerable<TEvent> RecordSubscription<TEvent, TDecoder>(CallDescriptor call)
        where TDecoder : struct, IEventDecoder<TEvent>;
}
