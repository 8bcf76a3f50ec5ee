namespace Cells.Control;

/// <summary>What a process of a cell does when its nucleus says so.</summary>
[Callback]
internal interface IProcessControl
{
    /// <summary>Accepts connections from now on.</summary>
    ValueTask AcceptAsync(CancellationToken cancellationToken);

    /// <summary>Accepts no more connections. When this returns, what was accepted is served and the rest is left in the socket's queue.</summary>
    ValueTask<ProcessLoad> StopAcceptingAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more calls, lets those in flight end, and exits. Returns at once.</summary>
    ValueTask DrainAsync(DrainOrder order, CancellationToken cancellationToken);

    /// <summary>The clients that are connected and that what is about to come in the process' place would refuse.</summary>
    /// <param name="successor">The canonical schema document of what comes.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    ValueTask<ClientMisfit[]> FindMisfitsAsync(string successor, CancellationToken cancellationToken);

    /// <summary>What the process has to do. No answer means that it hangs.</summary>
    ValueTask<ProcessLoad> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a process has to do.</summary>
/// <param name="Connections">The connections that are open.</param>
/// <param name="Inflight">The calls whose handlers run, streams and subscriptions among them.</param>
/// <param name="Calls">The calls that have come since the process started.</param>
internal readonly record struct ProcessLoad(int Connections, int Inflight, long Calls);

/// <summary>How a process is to end.</summary>
/// <param name="Reason">Why, for people.</param>
/// <param name="Timeout">How long calls in flight may take before they are cancelled.</param>
/// <param name="Successor">The canonical schema document of what comes in its place; null where that is the same, or nothing.</param>
/// <param name="ServesMisfits">Whether the clients that the successor does not fit are served on, until they go or nearly all of the timeout is over.</param>
internal sealed record DrainOrder(string Reason, TimeSpan Timeout, string? Successor, bool ServesMisfits = false);
