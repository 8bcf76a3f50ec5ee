using Cells.Framing;
using Cells.Hosting;

namespace Cells;

/// <summary>What a handler may ask and say about its call. Take it as a parameter; it is no part of the contract.</summary>
/// <remarks>
/// It is valid until the call has its answer: the handler has ended, and the interceptors around it. Whoever needs something of it later, as in work that goes on behind the answer,
/// takes that out before; afterwards each member throws <see cref="InvalidOperationException"/>. What it gave stays usable, the <see cref="CancellationToken"/> too.
/// </remarks>
public readonly struct CallContext : IEquatable<CallContext>
{
    private readonly ServerCall? _call;
    private readonly int _use;

    internal CallContext(ServerCall call)
    {
        _call = call;
        _use = call.Use;
    }

    /// <summary>The call's full name, as <c>Shop.Catalog.Get</c>.</summary>
    public string Call => Ask(static call => call.Dispatcher?.NameOf(call.Index)!);

    /// <summary>Who calls.</summary>
    public CellCaller Caller => Ask(static call => call.Connection?.Caller!);

    /// <summary>The calls that this one is made for, the outermost first, each as <c>Shop.Storefront.Order</c>. A caller's word.</summary>
    public IReadOnlyList<string> Chain => Ask(static call => call.Metadata.Chain);

    /// <summary>The time left until the caller's deadline; null without one.</summary>
    public TimeSpan? Remaining => Ask(static call => call.Deadline.Remaining);

    /// <summary>What the caller sent beside the arguments (<see cref="CallOptions.Metadata"/>). A caller's word.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Ask(static call => call.UserMetadata);

    /// <summary>The W3C trace context that the caller sent, or null: the parent of an activity that an interceptor starts.</summary>
    /// <remarks>Calls that the handler makes carry it on, or the current <see cref="System.Diagnostics.Activity"/> where there is one.</remarks>
    public string? TraceParent => Ask(static call => call.Metadata.TraceParent);

    /// <summary>
    /// Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long. A call with exactly-once delivery is not cancelled
    /// when its caller disconnects, who may come back for the answer.
    /// </summary>
    public CancellationToken CancellationToken => Ask(static call => call.CancellationToken);

    /// <summary>Whether two contexts are of the same call.</summary>
    public static bool operator ==(CallContext left, CallContext right) => left.Equals(right);

    /// <summary>Whether two contexts are of different calls.</summary>
    public static bool operator !=(CallContext left, CallContext right) => !left.Equals(right);

    /// <summary>Sends an entry beside the answer, be it a result or an error; a later value of the same key replaces the earlier.</summary>
    /// <param name="key">The entry's name: as in <see cref="CallOptions.Metadata"/>.</param>
    /// <param name="value">Any text.</param>
    /// <exception cref="ArgumentException">The key is none.</exception>
    /// <exception cref="InvalidOperationException">The call has been answered.</exception>
    /// <remarks>All entries together have at most 65,535 bytes: with more the call fails with <see cref="CellStatus.ResourceExhausted"/>, and none is sent.</remarks>
    public void SetResponseMetadata(string key, string value)
    {
        UserMetadata.Check(key, value);
        if (_call is null || !_call.TrySetResponseMetadata(_use, key, value))
        {
            throw Ended();
        }
    }

    /// <inheritdoc/>
    public bool Equals(CallContext other) => _call == other._call && _use == other._use;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallContext other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_call, _use);

    // The object of the call serves another one later. It is asked before, so that nothing of that is shown, and behind, for a handler that ends meanwhile.
    private T Ask<T>(Func<ServerCall, T> member)
    {
        if (_call is { } call && call.Use == _use)
        {
            T value = member(call);
            if (call.Use == _use)
            {
                return value;
            }
        }

        throw Ended();
    }

    private static InvalidOperationException Ended()
        => new($"the call that this {nameof(CallContext)} was given for has ended: take out what is needed afterwards while the handler runs");
}
