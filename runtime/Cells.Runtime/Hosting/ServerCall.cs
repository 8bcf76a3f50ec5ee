using System.Diagnostics;
using Cells.Connections;
using Cells.Framing;
using Cells.Streams;
using Cells.Telemetry;

namespace Cells.Hosting;

/// <summary>One call at its server, for generated code. Used again for another call once its handler has ended: see ServerCall.Reuse.cs.</summary>
public sealed partial class ServerCall : IHandledCall
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _cancellation;
    private IReadOnlyDictionary<string, string>? _userMetadata;
    private string[]? _ownChain;
    private bool _isCancelled;
    private bool _isEnded;

    /// <summary>The call's number in the contract.</summary>
    public int Index { get; private set; }

    /// <summary>Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long.</summary>
    public CancellationToken CancellationToken
    {
        get
        {
            lock (_gate)
            {
                _cancellation ??= CreateCancellation();
                return _cancellation.Token;
            }
        }
    }

    /// <summary>The context that a handler may take as a parameter.</summary>
    public CallContext Context => new(this);

    /// <summary>Whether the call has its answer.</summary>
    internal bool HasEnded => Volatile.Read(ref _isEnded);

    Deadline IHandledCall.Deadline => Deadline;

    string IHandledCall.Name => Dispatcher.NameOf(Index);

    string IHandledCall.Side => "cell";

    string? IHandledCall.TraceParent => Metadata.TraceParent;

    string? IHandledCall.TraceState => CallObservation.Bounded(Metadata.TraceState);

    IReadOnlyList<string> IHandledCall.OwnChain => OwnChain;

    CellStatus? IHandledCall.Cancellation => Cancellation;

    bool IHandledCall.IsEnded => HasEnded;

    internal ServerConnection Connection { get; private set; } = null!;

    internal CellDispatcher Dispatcher { get; private set; } = null!;

    /// <summary>The call's number at the client, under which it is answered.</summary>
    internal ushort Number { get; private set; }

    internal uint Correlation { get; private set; }

    /// <summary>The <see cref="Stopwatch"/> timestamp at which the call came in.</summary>
    internal long StartedAt { get; set; }

    internal CallMetadata Metadata { get; private set; }

    /// <summary>What the caller sent beside the arguments.</summary>
    internal IReadOnlyDictionary<string, string> UserMetadata => _userMetadata ??= Framing.UserMetadata.ToDictionary(Metadata.User);

    /// <summary>What the call shares with its duplicates; null without a key. Set before the handler runs.</summary>
    internal KeyedCall? Keyed { get; set; }

    /// <summary>The interceptors around the call; null without any.</summary>
    internal InterceptedCall? Interception { get; private set; }

    /// <summary>What is told of the call; null when nobody listens.</summary>
    internal CallObservation? Observation { get; private set; }

    internal Deadline Deadline { get; private set; }

    /// <summary>The chain of callers with this call at its end: what the calls that its handler makes carry on.</summary>
    internal IReadOnlyList<string> OwnChain => _ownChain ??= [.. Metadata.Chain, Dispatcher.NameOf(Index)];

    /// <summary>Why the caller no longer waits, or may no longer be waited for; null while it does.</summary>
    internal CellStatus? Cancellation
    {
        get
        {
            lock (_gate)
            {
                return Deadline.FindCancellation(_isCancelled, _cancellation);
            }
        }
    }

    /// <summary>The call has come in: those who listen are told of it from here on.</summary>
    internal void Observe()
    {
        if (CallTelemetry.ObservesServers)
        {
            Observation = CallObservation.Receive(
                Dispatcher.MethodOf(Index), Connection.Address, Metadata.TraceParent, CallObservation.Bounded(Metadata.TraceState));
        }
    }

    /// <summary>Runs the handler, as the ambient call where anybody may ask for that.</summary>
    internal ValueTask RunAsync() => AmbientCall.IsKept || Observation is not null ? RunEnteredAsync() : DispatchAsync();

    /// <summary>Cancels the handler. User code that waits for it runs on the thread pool.</summary>
    internal void Cancel()
    {
        if (Keyed is { } keyed && keyed.First != this)
        {
            keyed.First.Cancel();
            return;
        }

        CancellationTokenSource? cancellation;
        lock (_gate)
        {
            _isCancelled = true;
            cancellation = _isEnded ? null : _cancellation;
        }

        _ = cancellation?.CancelAsync();
    }

    /// <summary>Ends the call: it has its one answer. False when it had one already.</summary>
    internal bool TryEnd()
    {
        CallStreams? streams;
        bool passedCallbacks;
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            _isEnded = true;
            // Whoever kept the context has none any more.
            _use++;
            // Gives a deadline's timer back. A token that the handler kept stays usable.
            if (Deadline.Timestamp is not null)
            {
                _cancellation?.Dispose();
            }

            streams = _streams;
            passedCallbacks = _passedCallbacks;
        }

        streams?.Abandon();
        if (passedCallbacks)
        {
            Connection.Callbacks.End(this);
        }

        return true;
    }

    private ValueTask RunEnteredAsync()
    {
        // What flows from here may outlive the call.
        Share();
        AmbientCall.Enter(this);
        Activity? outer = Observation?.Enter();
        try
        {
            return DispatchAsync();
        }
        finally
        {
            AmbientCall.Leave();
            if (Observation is not null)
            {
                Activity.Current = outer;
            }
        }
    }

    private ValueTask DispatchAsync()
    {
        if (Dispatcher.Interceptors.Count == 0)
        {
            return Dispatcher.DispatchAsync(this);
        }

        Share();
        Interception = new InterceptedCall(this);
        return Interception.RunAsync();
    }

    private CancellationTokenSource CreateCancellation()
    {
        CancellationTokenSource cancellation = Deadline.Remaining is TimeSpan left && !_isEnded ? new(left, Deadline.Clock) : new();
        if (_isCancelled)
        {
            cancellation.Cancel();
        }

        return cancellation;
    }
}
