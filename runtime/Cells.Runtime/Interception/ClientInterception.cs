namespace Cells.Connections;

/// <summary>Runs calls of a client through its interceptors.</summary>
internal static class ClientInterception
{
    /// <summary>Runs one call with a result.</summary>
    /// <param name="interceptors">The chain, the outermost first.</param>
    /// <param name="call">The call.</param>
    /// <param name="send">Makes the call, as often as the innermost interceptor wants.</param>
    /// <exception cref="CellException">What the chain threw, or <see cref="CellStatus.FailedPrecondition"/>: it ended without a result.</exception>
    public static async ValueTask<TResult> RunAsync<TResult>(
        IReadOnlyList<IClientInterceptor> interceptors, ClientCall call, Func<ClientCall, ValueTask<TResult>> send)
    {
        TResult? result = default;
        bool isSent = false;
        bool hasResult = false;
        await Chain(interceptors, SendAsync)(call).ConfigureAwait(false);
        return hasResult ? result! : throw WithoutResult(call, isSent);

        async ValueTask SendAsync(ClientCall intercepted)
        {
            isSent = true;
            hasResult = false;
            result = await send(intercepted).ConfigureAwait(false);
            hasResult = true;
        }
    }

    /// <summary>The chain around <paramref name="last"/>.</summary>
    public static Func<ClientCall, ValueTask> Chain(IReadOnlyList<IClientInterceptor> interceptors, Func<ClientCall, ValueTask> last)
    {
        Func<ClientCall, ValueTask> next = last;
        for (int i = interceptors.Count - 1; i >= 0; i--)
        {
            IClientInterceptor interceptor = interceptors[i];
            Func<ClientCall, ValueTask> inner = next;
            next = call => interceptor.InvokeAsync(call, inner);
        }

        return next;
    }

    /// <summary>The error of a call whose chain ended without its result.</summary>
    public static CellException WithoutResult(ClientCall call, bool isSent)
        => new(CellStatus.FailedPrecondition, $"{call.Name}: an interceptor of the client returned where {(isSent ? "the call had failed" : "it had not made the call")}")
        {
            Outcome = isSent ? CallOutcome.Unknown : CallOutcome.NotExecuted,
            Call = call.Name,
        };
}
