using System.Diagnostics;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>What a call takes along: its own options, and what it inherits.</summary>
/// <remarks>A call made by a handler takes on what is left of its own call's deadline, its cancellation, and its chain of callers.</remarks>
internal readonly struct OutgoingCall
{
    private readonly string _contract;
    private readonly CancellationTokenSource? _linked;
    private readonly IReadOnlyList<string> _chain;
    private readonly IReadOnlyDictionary<string, string> _user;

    private OutgoingCall(
        string contract, CallDescriptor call, CallOptions options, Deadline deadline, IHandledCall? parent, CancellationTokenSource? linked, CancellationToken token)
    {
        _contract = contract;
        Call = call;
        Deadline = deadline;
        CancellationToken = token;
        _linked = linked;
        _user = options.Metadata;
        _chain = parent?.OwnChain ?? [];
        (TraceParent, TraceState) = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? (activity.Id, activity.TraceStateString)
            : (parent?.TraceParent, parent?.TraceState);
    }

    /// <summary>The call.</summary>
    public CallDescriptor Call { get; }

    /// <summary>The contract and the call, for errors: <c>Shop.Catalog.Get</c>.</summary>
    public string Name => $"{_contract}.{Call.Name}";

    /// <summary>When the call is over.</summary>
    public Deadline Deadline { get; }

    /// <summary>Cancelled by the caller, or with the call whose handler makes this one.</summary>
    public CancellationToken CancellationToken { get; }

    private string? TraceParent { get; }

    private string? TraceState { get; }

    /// <summary>Starts a call.</summary>
    /// <param name="contract">What is called.</param>
    /// <param name="call">The call.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="clock">The clock of the deadline.</param>
    /// <param name="cancellationToken">The caller's own cancellation.</param>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the chain of calls is a loop.</exception>
    public static OutgoingCall Begin(CellContract contract, CallDescriptor call, CallOptions options, TimeProvider clock, CancellationToken cancellationToken)
        => Begin(contract.Name, call, options, AmbientCall.Current, clock, cancellationToken);

    /// <summary>Starts a call that is made for <paramref name="parent"/>.</summary>
    /// <param name="contract">The name of what is called.</param>
    /// <param name="call">The call.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="parent">The call whose handling makes this one; null for none.</param>
    /// <param name="clock">The clock of the deadline.</param>
    /// <param name="cancellationToken">The caller's own cancellation.</param>
    /// <inheritdoc cref="Begin(CellContract, CallDescriptor, CallOptions, TimeProvider, CancellationToken)" path="/exception"/>
    public static OutgoingCall Begin(
        string contract, CallDescriptor call, CallOptions options, IHandledCall? parent, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Deadline deadline = DeadlineOf(call, options, clock);
        if (parent is null)
        {
            return new OutgoingCall(contract, call, options, deadline, null, null, cancellationToken);
        }

        if (parent.OwnChain.Count > CallMetadata.MostHops)
        {
            string name = $"{contract}.{call.Name}";
            throw new CellException(
                CellStatus.FailedPrecondition,
                $"{name}: the call came through {CallMetadata.MostHops} cells, which is a loop: {string.Join(" > ", parent.OwnChain.TakeLast(4))}")
            {
                Outcome = CallOutcome.NotExecuted,
                Call = name,
            };
        }

        deadline = Deadline.Earlier(deadline, parent.Deadline);
        CancellationToken inherited = parent.CancellationToken;
        if (!cancellationToken.CanBeCanceled || cancellationToken == inherited)
        {
            return new OutgoingCall(contract, call, options, deadline, parent, null, inherited);
        }

        CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, inherited);
        return new OutgoingCall(contract, call, options, deadline, parent, linked, linked.Token);
    }

    /// <summary>A call that takes nothing along but its deadline.</summary>
    public static OutgoingCall Plain(CellContract contract, CallDescriptor call, Deadline deadline, CancellationToken cancellationToken)
        => new(contract.Name, call, CallOptions.None, deadline, null, null, cancellationToken);

    /// <summary>When a call that starts now is over, for itself.</summary>
    public static Deadline DeadlineOf(CallDescriptor call, CallOptions options, TimeProvider clock) => (options.Deadline, call.DeadlineMs) switch
    {
        ({ } own, _) => own == Timeout.InfiniteTimeSpan ? default : Deadline.After(own, clock),
        (null, > 0) => Deadline.After(TimeSpan.FromMilliseconds(call.DeadlineMs), clock),
        _ => default,
    };

    /// <summary>What travels beside the payload; the deadline counts from now.</summary>
    /// <param name="key">The key by which duplicates are found, or null.</param>
    public CallMetadata MetadataWith(string? key)
        => Deadline.WireMilliseconds is null && _chain.Count == 0 && TraceParent is null && _user.Count == 0 && key is null
            ? default
            : new CallMetadata { DeadlineMs = Deadline.WireMilliseconds, Chain = _chain, TraceParent = TraceParent, TraceState = TraceState, User = _user, IdempotencyKey = key };

    /// <summary>Releases what the call held.</summary>
    public void End() => _linked?.Dispose();
}
