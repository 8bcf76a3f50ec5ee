using System.Buffers;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Hosting;
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
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _accepted;
    private int _answering;
    private bool _isDraining;

    /// <summary>Takes over <paramref name="transport"/> after the handshake.</summary>
    public ServerConnection(IDuplexPipe transport, AgreedConnection agreed, CellLimits limits, TimeProvider clock, ILogger log)
        : base(transport, limits, clock)
    {
        Hello = agreed.Hello;
        PeerCredentials? peer = (transport as SocketTransport)?.Peer;
        Caller = new CellCaller(Hello.ClientName, Hello.ClientVersion, peer?.User, peer?.ProcessId);
        _dispatcher = agreed.Dispatcher;
        _plan = agreed.Plan;
        _limits = limits;
        _clock = clock;
        _log = log;
    }

    /// <summary>What the client said of itself.</summary>
    public Hello Hello { get; }

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

    /// <inheritdoc/>
    /// <remarks>A client always reads, so that a server which waits for it is never waited for in turn.</remarks>
    protected override bool PausesWhenOutputIsFull => true;

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

        if (call.ResponseMetadata is { } metadata)
        {
            using PayloadBuffer body = PayloadBuffer.Rent();
            new CallMetadata { User = metadata }.Write(body);
            body.Append(payload);
            Reply(call, FrameFlags.Metadata, body.WrittenSpan);
        }
        else
        {
            Reply(call, FrameFlags.None, payload);
        }
    }

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
            case FrameType.GoAway:
                // The client leaves: it sends no more calls, and those that run are still answered.
                break;
            default:
                throw new CellProtocolException($"a {header.Type} frame came, which a client of protocol version {Protocol.Version} does not send");
        }
    }

    /// <inheritdoc/>
    protected override void OnClosed(Exception reason)
    {
        if (reason is CellProtocolException)
        {
            ServerLog.ProtocolBroken(_log, Hello.ClientName, reason.Message);
        }

        CancelCalls();
        _drained.TrySetResult();
    }

    private void OnRequest(in FrameHeader header, ReadOnlySequence<byte> body)
    {
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

        if (rewriting is null)
        {
            Run(call);
        }
        else
        {
            Run(call, rewriting, body);
        }
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
        => CallFailure.Describe(call, error, _log, Hello.ClientName);

    private void Reply(ServerCall call, FrameFlags flags, ReadOnlySpan<byte> body)
    {
        if (body.Length > Hello.MaxFrame)
        {
            throw new CellException(
                CellStatus.ResourceExhausted, $"the response has {body.Length} bytes and '{Hello.ClientName}' takes {Hello.MaxFrame} (max_frame)");
        }

        if (TryEnd(call))
        {
            Send(FrameType.Response, call.Number, call.Correlation, body, flags);
            CheckDrained();
        }
    }

    private void SendError(ushort call, uint correlation, ErrorBody error, IReadOnlyCollection<KeyValuePair<string, string>>? metadata)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        FrameFlags flags = FrameFlags.None;
        if (metadata is not null && new CallMetadata { User = metadata }.TryWrite(buffer))
        {
            flags = FrameFlags.Metadata;
        }

        error.Write(buffer);
        if (buffer.Length > Hello.MaxFrame)
        {
            buffer.Clear();
            flags = FrameFlags.None;
            ErrorBody shorter = new(error.Status, "the error's message and members are over the client's max_frame") { Outcome = error.Outcome, ErrorId = error.ErrorId };
            shorter.Write(buffer);
        }

        Send(FrameType.Error, call, correlation, buffer.WrittenSpan, flags);
    }

    private void BeginDrain(string reason)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        lock (_gate)
        {
            if (_isDraining)
            {
                return;
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
