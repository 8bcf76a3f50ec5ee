using Cells.Framing;
using Cells.Hosting;

namespace Cells.Connections;

/// <summary>What a call inherits and when it may be repeated.</summary>
/// <remarks>A call made by a handler takes on what is left of its own call's deadline, its cancellation, and its chain of callers.</remarks>
internal readonly struct OutgoingCall
{
    private const int MostAttempts = 4;
    private const int FirstDelayMs = 10;

    private readonly CallDescriptor _call;
    private readonly string _contract;
    private readonly CancellationTokenSource? _linked;
    private readonly IReadOnlyList<string> _chain;

    private OutgoingCall(CellContract contract, CallDescriptor call, Deadline deadline, CancellationTokenSource? linked, ServerCall? parent, CancellationToken token)
    {
        _contract = contract.Name;
        _call = call;
        Deadline = deadline;
        CancellationToken = token;
        _linked = linked;
        _chain = parent?.OwnChain ?? [];
        TraceParent = parent?.Metadata.TraceParent;
    }

    /// <summary>The contract and the call, for errors: <c>Shop.Catalog.Get</c>.</summary>
    public string Name => $"{_contract}.{_call.Name}";

    /// <summary>When the call is over.</summary>
    public Deadline Deadline { get; }

    /// <summary>Cancelled by the caller, or with the call whose handler makes this one.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What travels beside the payload; the deadline counts from now.</summary>
    public CallMetadata Metadata
        => Deadline.WireMilliseconds is null && _chain.Count == 0 && TraceParent is null
            ? CallMetadata.None
            : new CallMetadata { DeadlineMs = Deadline.WireMilliseconds, Chain = _chain, TraceParent = TraceParent };

    private string? TraceParent { get; }

    /// <summary>Starts a call.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the chain of calls is a loop.</exception>
    public static OutgoingCall Begin(CellContract contract, CallDescriptor call, TimeSpan? timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Deadline deadline = (timeout, call.DeadlineMs) switch
        {
            ({ } own, _) => Deadline.After(own, clock),
            (null, > 0) => Deadline.After(TimeSpan.FromMilliseconds(call.DeadlineMs), clock),
            _ => default,
        };
        if (ServerCall.Current is not { } parent)
        {
            return new OutgoingCall(contract, call, deadline, null, null, cancellationToken);
        }

        if (parent.Metadata.Chain.Count >= CallMetadata.MostHops)
        {
            throw new CellException(
                CellStatus.FailedPrecondition,
                $"{contract.Name}.{call.Name}: the call came through {CallMetadata.MostHops} cells, which is a loop: {string.Join(" > ", parent.OwnChain.TakeLast(4))}")
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }

        deadline = Deadline.Earlier(deadline, parent.Deadline);
        CancellationToken inherited = parent.CancellationToken;
        if (!cancellationToken.CanBeCanceled || cancellationToken == inherited)
        {
            return new OutgoingCall(contract, call, deadline, null, parent, inherited);
        }

        CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, inherited);
        return new OutgoingCall(contract, call, deadline, linked, parent, linked.Token);
    }

    /// <summary>Fails a call whose time is over before it is sent.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.DeadlineExceeded"/>.</exception>
    public void ThrowIfOverdue()
    {
        if (Deadline.IsOver)
        {
            throw new CellException(CellStatus.DeadlineExceeded, $"{Name}: the deadline passed before the request was sent")
            {
                Outcome = CallOutcome.NotExecuted,
                Call = Name,
            };
        }
    }

    /// <summary>Whether a failed call is sent again: it was certainly not executed, or its fate is unknown and it is idempotent.</summary>
    public bool MayRepeat(CellException error, int attempt)
        => error.Status == CellStatus.Unavailable
            && error.Call is not null // A connection that could not be made at all is not tried again here.
            && attempt < MostAttempts
            && !Deadline.IsOver
            && !CancellationToken.IsCancellationRequested
            && (error.Outcome == CallOutcome.NotExecuted || (error.Outcome == CallOutcome.Unknown && _call.Idempotent));

    /// <summary>Waits before the next attempt: not before the second, then longer each time.</summary>
    public Task BackOffAsync(int attempt)
    {
        if (attempt == 1)
        {
            return Task.CompletedTask;
        }

        double longest = FirstDelayMs * Math.Pow(2, attempt);
        return Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + (0.5 * Random.Shared.NextDouble()))), Deadline.Clock, CancellationToken);
    }

    /// <summary>Releases what the call held.</summary>
    public void End() => _linked?.Dispose();
}
