namespace Cells;

/// <summary>Runs around every call of a client, whatever its kind.</summary>
/// <remarks>
/// From <see cref="Connections.CellChannelOptions.Interceptors"/>, or registered as a service: the clients that <c>AddCellClients</c> adds have all of them, in the order
/// of registration, the first outermost. Safe for concurrent use. A client without interceptors pays nothing for them.
/// </remarks>
public interface IClientInterceptor
{
    /// <summary>Runs one call by awaiting <paramref name="next"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="next">
    /// The rest of the chain and then the call itself; ends when the call has ended, a stream when it is read to its end or given up. Fails with what the caller would see.
    /// After it failed it may be awaited again, which makes a new call; a stream can be opened once only.
    /// </param>
    /// <remarks>
    /// What is thrown here is what the caller sees. Whoever returns without a successful <paramref name="next"/> has no result to give, and the call fails
    /// with <see cref="CellStatus.FailedPrecondition"/>.
    /// </remarks>
    ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next);
}
