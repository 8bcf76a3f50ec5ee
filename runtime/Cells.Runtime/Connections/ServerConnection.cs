using System.Buffers;
using System.IO.Pipelines;
using Cells.Callbacks;
using Cells.Framing;
using Cells.Hosting;
using Cells.Streams;
using Cells.Transcoding;
using Cells.Transports;
using Cells.Wire;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>One connection at its server: takes requests, runs handlers on the thread that reads, answers.</summary>
internal sealed class ServerConnection : FrameConnection
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, ServerCall> _calls = [];
    private readonly CellDispatcher _dispatcher;
    private readonly ContractPlan? _plan;
    private readonly CellLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ReplyStore _replies;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerCallbacks? _callbacks;
    private ulong _accepted;
    private int _answering;
    private bool _isDraining;

    /// <summary>Takes over <paramref name="transport"/> after the handshake.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="agreed">What the handshake agreed on.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The clock of deadlines and timeouts.</param>
    /// <param name="log">The log.</param>
    /// <param name="replies">Finds duplicates of calls with exactly-once delivery.</param>
    public ServerConnection(IDuplexPipe transport, AgreedConnection agreed, CellLimits limits, TimeProvider clock, ILogger log, ReplyStore replies)
        : base(transport, limits, PeerLimits.Of(agreed.Hello), clock)
    {
        Hello = agreed.Hello;
        PeerCredentials? peer = (transport as SocketTransport)?.Peer;
        Caller = new CellCaller(Hello.ClientName, Hello.ClientVersion, peer?.User, peer?.ProcessId);
        _dispatcher = agreed.Dispatcher;
        _plan = agreed.Plan;
        _limits = limits;
        _clock = clock;
        _log = log;
        _replies = replies;
    }

    /// <summary>What the client said of itself.</summary>
    public Hello Hello { get; }

    /// <summary>Whether errors carry the server's stack traces: in Development only.</summary>
    public bool ExposesDetail { get; init; }

    /// <summary>Who calls over the connection.</summary>
    public CellCaller Caller { get; }

    /// <summary>The number of calls whose handlers run.</summary>
    public int Inflight
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>The clock of deadlines and timeouts.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The calls to the client in flight.</summary>
    public ServerCallbacks Callbacks
        => Volatile.Read(ref _callbacks)
            ?? Interlocked.CompareExchange(ref _callbacks, new(this, Output, Math.Min(Hello.MaxInflight, CellLimits.LargestInflight), Hello.ClientName), null)
            ?? _callbacks;

    /// <inheritdoc/>
    protected override string PeerName => Hello.ClientName;

    /// <inheritdoc/>
    /// <remarks>A client always reads, so that a server which waits for it is never waited for in turn.</remarks>
    protected override bool PausesWhenOutputIsFull => true;

    /// <summary>The limits of this side.</summary>
    public CellLimits Limits => _limits;

    /// <summary>Whether the connection takes no more calls.</summary>
    public bool IsDraining
    {
        get
        {
            lock (_gate)
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

    /// <summary>Answers with a result.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the client does not take so large a frame.</exception>
    public void Reply(ServerCall call, ReadOnlySpan<byte> payload)
    {
        if (call.Interception is { } interception && interception.TryHold(payload))
        {
            return;
        }

        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        if (metadata is null && call.Keyed is null)
        {
            CheckSize(payload.Length);
            if (TryEnd(call))
            {
                Send(FrameType.Response, call.Number, call.Correlation, payload);
                CheckDrained();
            }

            return;
        }

        using PayloadBuffer body = Frame(metadata, payload);
        CheckSize(body.Length);
        if (TryEnd(call))
        {
            Keep(call, new StoredReply(call.Keyed is null ? [] : payload.ToArray(), null, metadata));
            Send(FrameType.Response, call.Number, call.Correlation, body.WrittenSpan, FlagsOf(metadata));
            CheckDrained();
        }
    }

    /// <summary>Answers a duplicate as the first call of its key was.</summary>
    public void Answer(ServerCall duplicate, StoredReply reply)
    {
        if (TryEnd(duplicate))
        {
            SendReply(duplicate, reply);
            CheckDrained();
        }
    }

    /// <summary>Answers that there are no more items.</summary>
    public void ReplyEnd(ServerCall call)
    {
        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        using PayloadBuffer body = Frame(metadata, []);
        if (TryEnd(call))
        {
            Keep(call, new StoredReply([], null, metadata));
            Send(FrameType.StreamEnd, call.Number, call.Correlation, body.WrittenSpan, FlagsOf(metadata));
            CheckDrained();
        }
    }

    /// <summary>How the items that the client sends are read; null when they stay as they are.</summary>
    public Transcoder? RewritingOfItems(ServerCall call) => _plan?.Find(call.Number)?.Items;

    /// <summary>How the callback that the client passed for a parameter is planned; null when both sides have one schema.</summary>
    /// <param name="call">The call that passed it.</param>
    /// <param name="parameter">The parameter in this cell's schema.</param>
    public PlannedCallback? PlanOfCallback(ServerCall call, int parameter) => _plan?.Find(call.Number)?.Callbacks?.GetValueOrDefault(parameter);

    /// <summary>Answers with an error.</summary>
    public void ReplyError(ServerCall call, ErrorBody error)
    {
        if (call.Interception is { } interception && interception.TryHold(error))
        {
            return;
        }

        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        if (TryEnd(call))
        {
            Keep(call, new StoredReply(null, error, metadata));
            SendError(call.Number, call.Correlation, error, metadata);
            CheckDrained();
        }
    }

    /// <summary>Answers that the arguments cannot be read: a dispatcher reads them before it calls the handler, and at once.</summary>
    public void RefuseArguments(ServerCall call, CellFormatException reason)
    {
        string message = $"the arguments of {_dispatcher.NameOf(call.Index)} cannot be read: {reason.Message}";
        ReplyError(call, reason.IsUnmappable
            ? Refusal(CellStatus.Incompatible, message) with { Path = reason.TypePath }
            : Refusal(CellStatus.InvalidArgument, message));
    }

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

    private void OnRequest(in FrameHeader header, ReadOnlySequence<byte> body)
    {
        if (header.Correlation is 0 or > int.MaxValue)
        {
            throw new CellProtocolException($"a request came under correlation 0x{header.Correlation:X8}, which is none of a client");
        }

        CallMetadata metadata = (header.Flags & FrameFlags.Metadata) != 0 ? CallMetadata.Read(ref body) : CallMetadata.None;
        Deadline deadline = metadata.DeadlineMs is uint left ? Deadline.After(TimeSpan.FromMilliseconds(left), _clock) : default;
        (int index, Transcoder? rewriting, ErrorBody? refusal) = Bind(header.Call);
        ServerCall call = new(this, _dispatcher, index, header, metadata, deadline, body);
        lock (_gate)
        {
            if (_isDraining)
            {
                // The go-away on its way says that this was not executed.
                return;
            }

            _accepted++;
            if (_calls.Count >= _limits.MaxInflight)
            {
                refusal = Refusal(CellStatus.ResourceExhausted, $"the connection has {_limits.MaxInflight} calls in flight (max_inflight)");
            }

            if (refusal is not null)
            {
                SendError(header.Call, header.Correlation, refusal, null);
                return;
            }

            if (!_calls.TryAdd(header.Correlation, call))
            {
                throw new CellProtocolException($"a request came under correlation 0x{header.Correlation:X8}, which is in use");
            }

            OpenCall();
        }

        if (deadline.IsOver)
        {
            ReplyError(call, Refusal(CellStatus.DeadlineExceeded, "the deadline had passed when the request arrived"));
            return;
        }

        if (metadata.IdempotencyKey is { } key && !IsFirst(call, key))
        {
            return;
        }

        if (rewriting is null)
        {
            Run(call);
        }
        else
        {
            Run(call, rewriting, body);
        }
    }

    /// <summary>Whether a call with a key is to be executed. A duplicate is answered with the reply to the first: now, or when that is there.</summary>
    private bool IsFirst(ServerCall call, string key)
    {
        KeyedStart start = _replies.Begin(key, call);
        call.Keyed = start.Call;
        if (start.Reply is { } reply)
        {
            Answer(call, reply);
        }

        return start.Runs;
    }

    /// <summary>Finds the call that the client means by <paramref name="number"/>.</summary>
    private (int Index, Transcoder? Rewriting, ErrorBody? Refusal) Bind(ushort number)
        => _plan is null ? (number, null, null) : _plan.Find(number) switch
        {
            { IsBound: true } planned => (planned.Number, planned.Request, null),
            // A client that plans by the same rules does not send it, and knows the findings.
            { } planned => (-1, null, Refusal(CellStatus.Incompatible, $"{Hello.Contract}.{planned.Name} has no plan between the client's schema and that of this cell")),
            null => (-1, null, Refusal(CellStatus.Unimplemented, $"{Hello.Contract} has no call number {number} in the client's own schema")),
        };

    private void Run(ServerCall call, Transcoder rewriting, in ReadOnlySequence<byte> request)
    {
        // Handlers take their arguments, or a copy, before they return here: the same rule as for the connection's own buffer.
        using PayloadBuffer rewritten = PayloadBuffer.Rent();
        try
        {
            rewriting.Transcode(request, rewritten);
        }
        catch (CellFormatException e)
        {
            RefuseArguments(call, e);
            return;
        }

        call.UseRequest(new ReadOnlySequence<byte>(rewritten.WrittenMemory));
        Run(call);
    }

    private void Run(ServerCall call)
    {
        ValueTask handler;
        try
        {
            handler = call.RunAsync();
        }
        catch (CellFormatException e)
        {
            RefuseArguments(call, call.Locate(e));
            return;
        }
        catch (Exception e)
        {
            ReplyError(call, Describe(call, e));
            return;
        }

        if (handler.IsCompletedSuccessfully)
        {
            handler.GetAwaiter().GetResult();
            CheckAnswered(call);
        }
        else
        {
            _ = FinishAsync(call, handler);
        }
    }

    private async Task FinishAsync(ServerCall call, ValueTask handler)
    {
        try
        {
            await handler.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ReplyError(call, Describe(call, e));
            return;
        }

        CheckAnswered(call);
    }

    private void CheckAnswered(ServerCall call)
    {
        if (Find(call.Correlation) == call)
        {
            ReplyError(call, Describe(call, new InvalidOperationException("the dispatcher ended without an answer")));
        }
    }

    private ErrorBody Describe(ServerCall call, Exception error)
        => CallFailure.Describe(call, error, _log, Hello.ClientName) with { Detail = ExposesDetail ? CallFailure.DetailOf(error) : null };

    private static FrameFlags FlagsOf(IReadOnlyCollection<KeyValuePair<string, string>>? metadata)
        => metadata is null ? FrameFlags.None : FrameFlags.Metadata;

    /// <summary>The body of a response.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the metadata is over 65,535 bytes.</exception>
    private static PayloadBuffer Frame(IReadOnlyCollection<KeyValuePair<string, string>>? metadata, ReadOnlySpan<byte> payload)
    {
        PayloadBuffer body = PayloadBuffer.Rent();
        if (metadata is not null)
        {
            new CallMetadata { User = metadata }.Write(body);
        }

        body.Append(payload);
        return body;
    }

    private static void Keep(ServerCall call, StoredReply reply)
    {
        if (call.Keyed is { } keyed && keyed.First == call)
        {
            keyed.Complete(reply);
        }
    }

    private void CheckSize(int length)
    {
        if (length > Hello.MaxFrame)
        {
            throw TooLarge(length);
        }
    }

    private CellException TooLarge(int length)
        => new(CellStatus.ResourceExhausted, $"the response has {length} bytes and '{Hello.ClientName}' takes {Hello.MaxFrame} (max_frame)");

    private void SendReply(ServerCall call, StoredReply reply)
    {
        if (reply.Result is null)
        {
            SendError(call.Number, call.Correlation, reply.Error!, reply.Metadata);
            return;
        }

        using PayloadBuffer body = Frame(reply.Metadata, reply.Result);
        if (body.Length > Hello.MaxFrame)
        {
            SendError(call.Number, call.Correlation, new ErrorBody(CellStatus.ResourceExhausted, TooLarge(body.Length).Message), null);
            return;
        }

        Send(FrameType.Response, call.Number, call.Correlation, body.WrittenSpan, FlagsOf(reply.Metadata));
    }

    private void SendError(ushort call, uint correlation, ErrorBody error, IReadOnlyCollection<KeyValuePair<string, string>>? metadata)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        FrameFlags flags = FrameFlags.None;
        if (metadata is not null && new CallMetadata { User = metadata }.TryWrite(buffer))
        {
            flags = FrameFlags.Metadata;
        }

        if (!error.Write(buffer, Hello.MaxFrame, "the client"))
        {
            flags = FrameFlags.None;
        }

        Send(FrameType.Error, call, correlation, buffer.WrittenSpan, flags);
    }

    private bool BeginDrain(string reason)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        lock (_gate)
        {
            if (_isDraining)
            {
                return false;
            }

            _isDraining = true;
            new GoAwayBody(_accepted, reason).Write(buffer);
            Output.TryAppend(FrameType.GoAway, FrameFlags.None, 0, 0, buffer.WrittenSpan);
            if (_calls.Count == 0 && _answering == 0)
            {
                _drained.TrySetResult();
            }
        }

        Output.Flush();
        foreach (ServerCall call in Snapshot())
        {
            // After the go-away: the client subscribes elsewhere.
            call.Subscription?.Complete();
        }

        return true;
    }

    /// <summary>Takes the right to answer. The call leaves the table first: its correlation may come again as soon as the answer has left.</summary>
    private bool TryEnd(ServerCall call)
    {
        if (!call.TryEnd())
        {
            return false;
        }

        lock (_gate)
        {
            _calls.Remove(call.Correlation);
            _answering++;
        }

        CloseCall();
        return true;
    }

    private void CheckDrained()
    {
        lock (_gate)
        {
            _answering--;
            if (_isDraining && _calls.Count == 0 && _answering == 0)
            {
                _drained.TrySetResult();
            }
        }
    }

    private ServerCall? Find(uint correlation)
    {
        lock (_gate)
        {
            return _calls.GetValueOrDefault(correlation);
        }
    }

    private ServerCall[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _calls.Values];
        }
    }

    private static ErrorBody Refusal(CellStatus status, string message) => new(status, message) { Outcome = CallOutcome.NotExecuted };
}
