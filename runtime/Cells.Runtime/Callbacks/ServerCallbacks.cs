using System.Buffers;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;

namespace Cells.Callbacks;

/// <summary>The calls from a server to the client of one connection, in flight. Safe for use by several threads.</summary>
/// <param name="gate">The connection's.</param>
/// <param name="connection">Carries them.</param>
/// <param name="output">Its output.</param>
/// <param name="mostInFlight">The calls that the client takes at once.</param>
/// <param name="peer">The client's name.</param>
internal sealed class ServerCallbacks(Lock gate, ServerConnection connection, FrameOutput output, int mostInFlight, string peer) : IPendingCallOwner
{
    private readonly PendingCallTable _calls = new(gate, openedByServer: true);
    private DeadlineWatches? _deadlines;
    private int _inFlight;

    /// <summary>Sends a request.</summary>
    /// <param name="callback">What is called.</param>
    /// <param name="method">The method.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="plan">How the method is planned; null when both sides have one schema.</param>
    /// <param name="outgoing">Deadline, cancellation, and what travels beside the arguments.</param>
    /// <exception cref="CellException">The request could not be sent; it was not executed.</exception>
    public ValueTask<TResult> Start<TBody, TResult, TDecoder>(
        ServerCallback callback, CallbackMethod method, in CallbackBody<TBody> body, PlannedCall? plan, in OutgoingCall outgoing)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        FrameFlags flags = RequestEncoder.Encode(
            method.Interface, method.Call.Name, body, outgoing.MetadataWith(null), buffer, connection.PeerMaxFrame, peer);
        if (Interlocked.Increment(ref _inFlight) > mostInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            throw ServerCallback.Failure(method, CellStatus.ResourceExhausted, $"'{peer}' has {mostInFlight} callbacks in flight (max_inflight)");
        }

        PendingCall<TResult, TDecoder> pending = PendingCall<TResult, TDecoder>.Rent(method.Interface, method.Call.Name);
        pending.Plan = plan;
        pending.Callback = callback;
        pending.Deadline = outgoing.Deadline;
        lock (gate)
        {
            if (!_calls.TryAdd(pending))
            {
                Interlocked.Decrement(ref _inFlight);
                throw NotSent(method);
            }

            (_deadlines ??= new(gate, _calls, this)).Expect(outgoing.Deadline);
        }

        uint correlation = pending.Correlation;
        if (callback.Call.HasEnded)
        {
            // Whoever ended it may have looked at the table before.
            FailIfHere(pending, correlation, ServerCallback.Failure(method, CellStatus.FailedPrecondition, "the call that passed the callback has ended"));
        }
        else if (output.TryAppend(FrameType.Request, flags, (ushort)(plan?.Number ?? method.Index), correlation, buffer.WrittenSpan, pending))
        {
            pending.Watch(this, outgoing.CancellationToken);
            connection.FlushUnlessReading();
        }
        else
        {
            FailIfHere(pending, correlation, NotSent(method));
        }

        return pending.AsValueTask();
    }

    /// <summary>An answer has come. One to a call that is not in flight is late, or invented, and nothing.</summary>
    /// <exception cref="CellProtocolException">It is no answer.</exception>
    public void OnAnswer(in FrameHeader header, ReadOnlySequence<byte> body)
    {
        if ((header.Flags & FrameFlags.Metadata) != 0)
        {
            CallMetadata.Read(ref body);
        }

        ErrorBody? error = header.Type == FrameType.Error ? ErrorBody.Read(body) : null;
        PendingCall? call;
        bool freesPlace;
        lock (gate)
        {
            call = _calls.Remove(header.Correlation, out freesPlace);
        }

        if (freesPlace)
        {
            Interlocked.Decrement(ref _inFlight);
        }

        if (call is null)
        {
            return;
        }

        if (error is null)
        {
            call.Answer(body);
        }
        else
        {
            call.Fail(Describe(call, call.Callback!, error));
        }
    }

    /// <inheritdoc/>
    public bool TryAbandon(PendingCall call, uint correlation)
    {
        // The client counts it until it has answered.
        if (!_calls.TryAbandon(call, correlation))
        {
            return false;
        }

        OnAbandoned(correlation);
        return true;
    }

    /// <inheritdoc/>
    public void OnAbandoned(uint correlation) => connection.Send(FrameType.Cancel, 0, correlation, []);

    /// <summary>The call that passed callbacks has ended: what it still waits for fails. The client learns it from the answer.</summary>
    public void End(ServerCall parent)
        => Fail(_calls.AbandonOf(parent), CellStatus.FailedPrecondition, "the call that passed the callback has ended", null);

    /// <summary>The connection has ended.</summary>
    public void Close(Exception reason)
    {
        _deadlines?.Close();
        Fail(_calls.Close(), (reason as CellException)?.Status ?? CellStatus.Unavailable, $"the connection to '{peer}' ended: {reason.Message}", reason);
    }

    private void Fail(List<PendingCall> calls, CellStatus status, string reason, Exception? cause)
    {
        foreach (PendingCall call in calls)
        {
            call.Fail(new CellException(status, $"{call.Name}: {reason}", cause)
            {
                Outcome = output.HasLeft(call.Offset) ? CallOutcome.Unknown : CallOutcome.NotExecuted,
                Call = call.Name,
            });
        }
    }

    // The client learns of its own cancellation first: its answer may come before the handler's token is cancelled.
    private static Exception Describe(PendingCall call, ServerCallback callback, ErrorBody error)
        => error.Status == CellStatus.Cancelled && callback.Call.Cancellation is not null
            ? new OperationCanceledException($"{call.Name}: the call that passed the callback was cancelled", callback.Call.CancellationToken)
            : error.ToException(call.Name, callback.Errors ?? KnowsNone, call.Plan);

    private void FailIfHere(PendingCall call, uint correlation, CellException error)
    {
        bool isHere;
        lock (gate)
        {
            isHere = _calls.TryRemove(call, correlation);
        }

        if (isHere)
        {
            Interlocked.Decrement(ref _inFlight);
            call.Fail(error);
        }
    }

    private CellException NotSent(CallbackMethod method)
        => ServerCallback.Failure(method, CellStatus.Unavailable, $"the connection to '{peer}' closed before the request was sent");

    private static CellException? KnowsNone(string name, CellStatus status, string message, ref Wire.WireReader members) => null;
}
