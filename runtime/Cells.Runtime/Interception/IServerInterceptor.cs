namespace Cells;

/// <summary>Runs around every call that a cell handles, whatever its kind.</summary>
/// <remarks>
/// Registered as a service: <c>builder.Services.AddSingleton&lt;IServerInterceptor, Audit&gt;()</c>; all of them run, in the order of registration, the first outermost.
/// Safe for concurrent use. Runs on the thread that reads the connection, as handlers do, until its first await. A cell without interceptors pays nothing for them.
/// </remarks>
public interface IServerInterceptor
{
    /// <summary>Runs one call by awaiting <paramref name="next"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="next">The rest of the chain and then the handler; once. Fails with what the handler threw, or with the refusal of the arguments.</param>
    /// <remarks>
    /// The answer to a unary call is sent when the whole chain has ended: what is thrown here is what the caller gets, also in the place of a result.
    /// Whoever returns without <paramref name="next"/> has no result to give, and the call fails with <see cref="CellStatus.Internal"/>.
    /// </remarks>
    ValueTask InvokeAsync(CallContext call, Func<CallContext, ValueTask> next);
}
