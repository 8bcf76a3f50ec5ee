using Cells.Connections;

namespace Cells;

/// <summary>Takes the calls of a channel that leads nowhere, of which it is the only interceptor: to learn which call a piece of code makes.</summary>
internal interface ICallRecorder : IClientInterceptor
{
    /// <summary>Takes a call with its arguments in the place of sending it.</summary>
    ValueTask<TResult> Record<TBody, TResult, TDecoder>(CallDescriptor call, TBody body)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>;
}
