using Cells.Hosting;

namespace Cells;

/// <summary>What a handler may ask about its call. Take it as a parameter; it is no part of the contract.</summary>
public sealed class CallContext
{
    private readonly ServerCall _call;

    internal CallContext(ServerCall call) => _call = call;

    /// <summary>The caller's name, as its handshake gave it.</summary>
    public string Caller => _call.Connection.Hello.ClientName;

    /// <summary>The calls that this one is made for, the outermost first, each as <c>Shop.Storefront.Order</c>. A caller's word.</summary>
    public IReadOnlyList<string> Chain => _call.Metadata.Chain;

    /// <summary>The time left until the caller's deadline; null without one.</summary>
    public TimeSpan? Remaining => _call.Deadline.Remaining;

    /// <summary>Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long.</summary>
    public CancellationToken CancellationToken => _call.CancellationToken;
}
