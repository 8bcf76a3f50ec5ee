using System.Buffers;
using System.IO.Pipelines;
using Cells.Callbacks;
using Cells.Framing;
using Cells.Hosting;
using Cells.Streams;
using Cells.Telemetry;
using Cells.Transcoding;
using Cells.Transports;
using Cells.Transports.SharedMemory;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>One connection at its server: takes requests, runs handlers on the thread that reads, answers.</summary>
internal sealed partial class ServerConnection : FrameConnection
{
    // By correlation. The framework has tables of long numbers compiled, and those of unsigned ones not: the first call of a process would wait for it.
    private readonly Dictionary<long, ServerCall> _calls = [];
    private readonly CellDispatcher _dispatcher;
    private readonly ContractPlan? _plan;
    private readonly CellLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ReplyStore _replies;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerCallbacks? _callbacks;
    private ulong _accepted;
    private bool _isDraining;

    /// <summary>Takes over <paramref name="transport"/> after the handshake.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="agreed">What the handshake agreed on.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The clock of deadlines and timeouts.</param>
    /// <param name="log">The log.</param>
    /// <param name="replies">Finds duplicates of calls with exactly-once delivery.</param>
    public ServerConnection(IDuplexPipe transport, AgreedConnection agreed, CellLimits limits, TimeProvider clock, ILogger log, ReplyStore replies)
        : base(transport, limits, PeerLimits.Of(agreed.Hello), SharedMemoryLane.Of(transport, agreed.Hello.SharesMemory, isServer: true, limits, clock, log, agreed.Hello.ClientName), clock)
    {
        Hello = agreed.Hello;
        PeerCredentials? peer = (transport as SocketTransport)?.Peer;
        Caller = new CellCaller(Hello.ClientName, Hello.ClientVersion, peer?.User, peer?.ProcessId);
        _dispatcher = agreed.Dispatcher;
        _plan = agreed.Plan;
        UsedCalls = agreed.UsedCalls;
        _limits = limits;
        _clock = clock;
        _log = log;
        _replies = replies;
    }

    /// <summary>What the client said of itself.</summary>
    public Hello Hello { get; }

    /// <summary>The calls that the client named as those that it uses; null when it named none.</summary>
    public IReadOnlyCollection<string>? UsedCalls { get; }

    /// <summary>How the client's requests are read; null when both sides have one schema.</summary>
    public ContractPlan? Plan => _plan;

    /// <summary>Whether errors carry the server's stack traces: in Development only.</summary>
    public bool ExposesDetail { get; init; }

    /// <summary>Who calls over the connection.</summary>
    public CellCaller Caller { get; }

    /// <summary>The number of calls whose handlers run.</summary>
    public int Inflight
    {
        get
        {
            lock (Gate)
            {
                return _calls.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override ConnectionLoad Load
    {
        get
        {
            ServerCall[] calls = Snapshot();
            return new ConnectionLoad(calls.Length, calls.Count(static call => call.HasStreams), WaitingCount, Output.QueuedBytes);
        }
    }

    /// <summary>The clock of deadlines and timeouts.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The calls to the client in flight.</summary>
    public ServerCallbacks Callbacks
        => Volatile.Read(ref _callbacks)
            ?? Interlocked.CompareExchange(ref _callbacks, new(Gate, this, Output, Math.Min(Hello.MaxInflight, CellLimits.LargestInflight), Hello.ClientName), null)
            ?? _callbacks;

    /// <inheritdoc/>
    protected override string PeerName => Hello.ClientName;

    /// <inheritdoc/>
    /// <remarks>A client always reads, so that a server which waits for it is never waited for in turn.</remarks>
    protected override bool PausesWhenOutputIsFull => true;

    /// <summary>The limits of this side.</summary>
    public CellLimits Limits => _limits;

    /// <summary>The calls that have come.</summary>
    public long Accepted
    {
        get
        {
            lock (Gate)
            {
                return (long)_accepted;
            }
        }
    }

    /// <summary>Whether the connection takes no more calls.</summary>
    public bool IsDraining
    {
        get
        {
            lock (Gate)
            {
                return _isDraining;
            }
        }
    }

    /// <summary>Takes no more calls and tells the client which were taken. Ends when those have ended and their answers are sent.</summary>
    public async Task DrainAsync(string reason, CancellationToken cancellationToken)
    {
        BeginDrain(reason);
        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Output.WaitUntilSentAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the client something, if it takes signals.</summary>
    public void Signal(SignalBody signal)
    {
        if (Hello.TakesSignals)
        {
            using PayloadBuffer buffer = PayloadBuffer.Rent();
            signal.Write(buffer);
            Send(FrameType.Signal, 0, 0, buffer.WrittenSpan);
        }
    }

    /// <summary>Cancels every handler that runs.</summary>
    public void CancelCalls()
    {
        foreach (ServerCall call in Snapshot())
        {
            call.Cancel();
        }
    }

    /// <summary>How the items that the client sends are read; null when they stay as they are.</summary>
    public Transcoder? RewritingOfItems(ServerCall call) => _plan?.Find(call.Number)?.Items;

    /// <summary>How the callback that the client passed for a parameter is planned; null when both sides have one schema.</summary>
    /// <param name="call">The call that passed it.</param>
    /// <param name="parameter">The parameter in this cell's schema.</param>
    public PlannedCallback? PlanOfCallback(ServerCall call, int parameter) => _plan?.Find(call.Number)?.Callbacks?.GetValueOrDefault(parameter);

    /// <inheritdoc/>
    protected override void OnFrame(in FrameHeader header, ReadOnlySequence<byte> body)
    {
        switch (header.Type)
        {
            case FrameType.Request:
                OnRequest(header, body);
                break;
            case FrameType.Cancel:
                // A call that has just been answered is no longer here, and that is fine.
                Find(header.Correlation)?.Cancel();
                break;
            case FrameType.StreamEnd:
                CheckEnd(body);
                if (FindReceiver(header) is { } receiver && !receiver.End())
                {
                    throw new CellProtocolException($"the stream under correlation 0x{header.Correlation:X8} was ended twice");
                }

                break;
            case FrameType.Response or FrameType.Error when header.Correlation > int.MaxValue:
                // Where nothing was ever asked, an answer is as late as any other.
                _callbacks?.OnAnswer(header, body);
                break;
            case FrameType.GoAway:
                // The client leaves: it sends no more calls, and those that run are still answered.
                break;
            default:
                throw new CellProtocolException($"a {header.Type} frame came, which a client of protocol version {Protocol.Version} does not send");
        }
    }

    /// <inheritdoc/>
    protected override CallStreams? FindStreams(uint correlation, out bool isInFlight)
    {
        CallStreams? streams = Find(correlation)?.OpenStreams();
        isInFlight = streams is not null;
        return streams;
    }

    /// <inheritdoc/>
    protected override void OnClosed(Exception reason)
    {
        if (reason is CellProtocolException)
        {
            ServerLog.ProtocolBroken(_log, Hello.ClientName, reason.Message);
        }

        // Before the calls are cancelled: what they wait for fails with its outcome.
        _callbacks?.Close(reason);
        foreach (ServerCall call in Snapshot())
        {
            // A call with a key goes on: its client may come back for the reply.
            if (call.Keyed is null)
            {
                call.Cancel();
            }
        }

        _drained.TrySetResult();
    }

    /// <inheritdoc/>
    /// <remarks>The client learns that what it sends meanwhile is not executed, and closes. If it does not, the next time ends the connection.</remarks>
    protected override void OnIdle()
    {
        if (!BeginDrain("the connection was idle (connection_idle)"))
        {
            Abort(new EndOfStreamException("the connection was idle (connection_idle)"));
        }
    }

    /// <summary>Takes no more calls and tells the client which were taken; false when it has been told before.</summary>
    public bool BeginDrain(string reason)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        lock (Gate)
        {
            if (_isDraining)
            {
                return false;
            }

            _isDraining = true;
            new GoAwayBody(_accepted, reason).Write(buffer);
            Output.TryAppend(FrameType.GoAway, FrameFlags.None, 0, 0, buffer.WrittenSpan);
            CheckDrained();
        }

        Output.Flush();
        foreach (ServerCall call in Snapshot())
        {
            // After the go-away: the client subscribes elsewhere.
            call.Subscription?.Complete();
        }

        return true;
    }

    /// <summary>The call has its answer, which is appended as the call leaves the table: its correlation may come again as soon as that has left.</summary>
    private void End(ServerCall call, FrameType type, FrameFlags flags, ReadOnlySpan<byte> body)
    {
        lock (Gate)
        {
            _calls.Remove(call.Correlation);
            CloseCall();
            Count(call, isError: type == FrameType.Error);
            Output.TryAppendUnderGate(type, flags, call.Number, call.Correlation, body);
            CheckDrained();
        }

        FlushUnlessReading();
    }

    private void CheckDrained()
    {
        if (_isDraining && _calls.Count == 0)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>The call under a correlation, which the caller may keep.</summary>
    private ServerCall? Find(uint correlation)
    {
        lock (Gate)
        {
            ServerCall? call = _calls.GetValueOrDefault(correlation);
            call?.Share();
            return call;
        }
    }

    private ServerCall[] Snapshot()
    {
        lock (Gate)
        {
            ServerCall[] calls = [.. _calls.Values];
            Array.ForEach(calls, static call => call.Share());
            return calls;
        }
    }
}
