using System.Buffers;
using Cells.Connections;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Callbacks;

/// <summary>The calls from the server that run at one connection's client. Methods run on the thread pool, never on the thread that reads the connection.</summary>
/// <param name="connection">Carries the answers.</param>
/// <param name="options">Limits, the clock of deadlines, and the log that is told of failures that cross as an id.</param>
/// <param name="peer">The server's name.</param>
internal sealed class ClientCallbacks(FrameConnection connection, CellChannelOptions options, string peer)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, CallbackCall> _calls = [];
    private bool _isClosed;

    /// <summary>A request has come.</summary>
    /// <param name="header">The frame's header.</param>
    /// <param name="body">The frame's body, which dies with the call of this method.</param>
    /// <param name="find">Finds what a call in flight passed.</param>
    /// <exception cref="CellProtocolException">It is no request of a server.</exception>
    public void OnRequest(in FrameHeader header, ReadOnlySequence<byte> body, Func<uint, PassedCallbacks?> find)
    {
        if (header.Correlation <= int.MaxValue)
        {
            throw new CellProtocolException($"a Request frame came under correlation 0x{header.Correlation:X8}, which is none of a server");
        }

        CallMetadata metadata = (header.Flags & FrameFlags.Metadata) != 0 ? CallMetadata.Read(ref body) : CallMetadata.None;
        CallbackOrigin origin = CallbackOrigin.Read(ref body);
        Deadline deadline = metadata.DeadlineMs is uint left ? Deadline.After(TimeSpan.FromMilliseconds(left), options.TimeProvider) : default;
        CallbackCall call;
        lock (_gate)
        {
            if (_calls.Count >= options.Limits.MaxInflight && !_calls.ContainsKey(header.Correlation))
            {
                RefuseExcess(header);
                return;
            }

            call = new CallbackCall(this, header, metadata, deadline, origin.Parameter, find(origin.Call), body.ToArray());
            if (!_calls.TryAdd(header.Correlation, call))
            {
                throw new CellProtocolException($"a request came under correlation 0x{header.Correlation:X8}, which is in use");
            }
        }

        // Without the context of the thread that reads.
        ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Callbacks.RunAsync(state.Call), (Callbacks: this, Call: call), preferLocal: false);
    }

    /// <summary>The server no longer waits. A call that has just been answered is no longer here, and that is fine.</summary>
    public void OnCancel(uint correlation)
    {
        CallbackCall? call;
        lock (_gate)
        {
            call = _calls.GetValueOrDefault(correlation);
        }

        call?.Cancel();
    }

    /// <summary>The connection has ended.</summary>
    public void Close()
    {
        CallbackCall[] running;
        lock (_gate)
        {
            _isClosed = true;
            running = [.. _calls.Values];
        }

        foreach (CallbackCall call in running)
        {
            call.Cancel();
        }
    }

    /// <summary>Answers with a result.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the server does not take so large a frame.</exception>
    public ValueTask ReplyAsync(CallbackCall call, ReadOnlyMemory<byte> result)
        => result.Length <= connection.PeerMaxFrame
            ? AnswerAsync(call, FrameType.Response, result, null)
            : throw new CellException(CellStatus.ResourceExhausted, $"the result has {result.Length} bytes and '{peer}' takes {connection.PeerMaxFrame} (max_frame)");

    /// <summary>Answers with an error.</summary>
    public async ValueTask ReplyErrorAsync(CallbackCall call, ErrorBody error)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        error.Write(buffer, connection.PeerMaxFrame, peer);
        await AnswerAsync(call, FrameType.Error, buffer.WrittenMemory, error).ConfigureAwait(false);
    }

    private async ValueTask AnswerAsync(CallbackCall call, FrameType type, ReadOnlyMemory<byte> body, ErrorBody? error)
    {
        if (!call.TryEnd())
        {
            return;
        }

        call.Observation?.Answer(error?.Status, error?.ErrorId);
        // Keeps its place meanwhile: a server that takes no answers is owed a bounded number of them.
        await connection.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
        call.Passed?.Remove(call);
        lock (_gate)
        {
            _calls.Remove(call.Correlation);
        }

        connection.Send(type, call.Number, call.Correlation, body.Span);
    }

    private async Task RunAsync(CallbackCall call)
    {
        try
        {
            await HandleAsync(call).ConfigureAwait(false);
            if (!((IHandledCall)call).IsEnded)
            {
                throw new InvalidOperationException("the dispatcher ended without an answer");
            }
        }
        catch (Exception e)
        {
            await ReplyErrorAsync(call, Describe(call, e)).ConfigureAwait(false);
        }
    }

    private ValueTask HandleAsync(CallbackCall call)
    {
        if (Refuse(call) is { } refusal)
        {
            return ReplyErrorAsync(call, refusal);
        }

        AmbientCall.Enter(call);
        call.Observe();
        try
        {
            call.RewriteRequest();
            return call.Target!.DispatchAsync(call);
        }
        catch (CellFormatException e)
        {
            string message = $"the arguments of {((IHandledCall)call).Name} cannot be read: {e.Message}";
            return ReplyErrorAsync(call, e.IsUnmappable
                ? Refusal(CellStatus.Incompatible, message) with { Path = e.TypePath }
                : Refusal(CellStatus.InvalidArgument, message));
        }
    }

    private ErrorBody? Refuse(CallbackCall call)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                call.Cancel();
            }
        }

        if (call.Passed?.TryAdd(call) != true)
        {
            return Refusal(CellStatus.FailedPrecondition, "the call that passed the callback has ended");
        }

        return call.FindTarget() is null ? Refusal(CellStatus.FailedPrecondition, "the call passed no callback in that place")
            : call.Deadline.IsOver ? Refusal(CellStatus.DeadlineExceeded, "the deadline had passed when the callback began")
            : null;
    }

    private void RefuseExcess(in FrameHeader header)
    {
        if (connection.IsOutputFull)
        {
            throw new CellProtocolException($"the server makes more callbacks than it may ({options.Limits.MaxInflight}, max_inflight) and takes no answers");
        }

        using PayloadBuffer buffer = PayloadBuffer.Rent();
        Refusal(CellStatus.ResourceExhausted, $"the client has {options.Limits.MaxInflight} callbacks in flight (max_inflight)").Write(buffer, connection.PeerMaxFrame, peer);
        connection.Send(FrameType.Error, header.Call, header.Correlation, buffer.WrittenSpan);
    }

    private ErrorBody Describe(CallbackCall call, Exception error) => CallFailure.Describe(call, error, options.Logger, peer);

    private static ErrorBody Refusal(CellStatus status, string message) => new(status, message) { Outcome = CallOutcome.NotExecuted };
}
