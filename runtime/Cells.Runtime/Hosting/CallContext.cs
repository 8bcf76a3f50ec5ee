using Cells.Framing;
using Cells.Hosting;

namespace Cells;

/// <summary>What a handler may ask and say about its call. Take it as a parameter; it is no part of the contract.</summary>
public sealed class CallContext
{
    private readonly ServerCall _call;
    private IReadOnlyDictionary<string, string>? _metadata;

    internal CallContext(ServerCall call) => _call = call;

    /// <summary>The call's full name, as <c>Shop.Catalog.Get</c>.</summary>
    public string Call => _call.Dispatcher.NameOf(_call.Index);

    /// <summary>Who calls.</summary>
    public CellCaller Caller => _call.Connection.Caller;

    /// <summary>The calls that this one is made for, the outermost first, each as <c>Shop.Storefront.Order</c>. A caller's word.</summary>
    public IReadOnlyList<string> Chain => _call.Metadata.Chain;

    /// <summary>The time left until the caller's deadline; null without one.</summary>
    public TimeSpan? Remaining => _call.Deadline.Remaining;

    /// <summary>What the caller sent beside the arguments (<see cref="CallOptions.Metadata"/>). A caller's word.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata ??= UserMetadata.ToDictionary(_call.Metadata.User);

    /// <summary>The W3C trace context that the caller sent, or null: the parent of an activity that an interceptor starts.</summary>
    /// <remarks>Calls that the handler makes carry it on, or the current <see cref="System.Diagnostics.Activity"/> where there is one.</remarks>
    public string? TraceParent => _call.Metadata.TraceParent;

    /// <summary>
    /// Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long. A call with exactly-once delivery is not cancelled
    /// when its caller disconnects, who may come back for the answer.
    /// </summary>
    public CancellationToken CancellationToken => _call.CancellationToken;

    /// <summary>Sends an entry beside the answer, be it a result or an error; a later value of the same key replaces the earlier.</summary>
    /// <param name="key">The entry's name: as in <see cref="CallOptions.Metadata"/>.</param>
    /// <param name="value">Any text.</param>
    /// <exception cref="ArgumentException">The key is none.</exception>
    /// <exception cref="InvalidOperationException">The call has been answered.</exception>
    /// <remarks>All entries together have at most 65,535 bytes: with more the call fails with <see cref="CellStatus.ResourceExhausted"/>, and none is sent.</remarks>
    public void SetResponseMetadata(string key, string value)
    {
        UserMetadata.Check(key, value);
        _call.SetResponseMetadata(key, value);
    }
}
