using System.Runtime.CompilerServices;

namespace Cells.Connections;

/// <summary>Runs calls that answer with items through a client's interceptors.</summary>
internal static class InterceptedStream
{
    /// <summary>Opens the stream when the innermost interceptor says so; the chain ends when the stream has, or is given up.</summary>
    /// <param name="interceptors">The chain, the outermost first.</param>
    /// <param name="name">The call's full name.</param>
    /// <param name="options">The call's options.</param>
    /// <param name="open">Makes the call.</param>
    /// <param name="cancellationToken">The caller's own cancellation.</param>
    public static async IAsyncEnumerable<TItem> RunAsync<TItem>(
        IReadOnlyList<IClientInterceptor> interceptors, string name, CallOptions options, Func<ClientCall, IAsyncEnumerable<TItem>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClientCall call = new(name, options, cancellationToken);
        TaskCompletionSource<ClientCall> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task chain = RunChainAsync();
        if (await Task.WhenAny(opened.Task, chain).ConfigureAwait(false) == chain && !opened.Task.IsCompleted)
        {
            await chain.ConfigureAwait(false);
            throw ClientInterception.WithoutResult(call, isSent: false);
        }

        bool hasFailed = false;
        IAsyncEnumerator<TItem> items = open(await opened.Task.ConfigureAwait(false)).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (!hasFailed)
            {
                try
                {
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e)
                {
                    hasFailed = true;
                    ended.SetException(e);
                    break;
                }

                yield return items.Current;
            }
        }
        finally
        {
            await items.DisposeAsync().ConfigureAwait(false);
            ended.TrySetResult();
            // What the chain throws is what the caller sees, be it the stream's own failure or another.
            await chain.ConfigureAwait(false);
        }

        if (hasFailed)
        {
            throw ClientInterception.WithoutResult(call, isSent: true);
        }

        async Task RunChainAsync() => await ClientInterception.Chain(interceptors, HoldAsync)(call).ConfigureAwait(false);

        async ValueTask HoldAsync(ClientCall intercepted)
        {
            if (!opened.TrySetResult(intercepted))
            {
                throw new InvalidOperationException($"{name}: an interceptor opened the stream twice");
            }

            await ended.Task.ConfigureAwait(false);
        }
    }
}
