using Cells.Callbacks;
using Cells.Framing;
using Cells.Streams;

namespace Cells.Connections;

/// <content>The calls in flight: begun, taken out, ended.</content>
#pragma warning disable CA1001 // See ClientConnection.cs.
internal sealed partial class ClientConnection
{
    /// <inheritdoc/>
    public override bool HasCalls => _calls.Count > 0;

    /// <summary>Whether a call is in flight under a correlation.</summary>
    public bool IsInFlight(PendingCall call, uint correlation) => _calls.IsInFlight(call, correlation);

    /// <inheritdoc/>
    public override void EndOverdue() => _deadlines.EndOverdue();

    /// <summary>Reads on this thread while a call is in flight, if no other thread reads.</summary>
    public void ReadFor(BlockingCall call)
    {
        if (OperatingSystem.IsLinux())
        {
            Reader?.ReadFor(call);
        }
    }

    /// <summary>Takes one of the places for calls in flight, if one is free.</summary>
    public bool TryReserve()
    {
        lock (Gate)
        {
            return _places.TryTake();
        }
    }

    /// <summary>Waits for one of the places for calls in flight.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: none became free before the deadline.</exception>
    public async ValueTask ReserveAsync(string call, Deadline deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenSource overdue = deadline.Remaining is TimeSpan left ? new(left, deadline.Clock) : new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token, _leaving.Token);
        using Turn turn = WaitForTurn();
        try
        {
            await _places.TakeAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _leaving.IsCancellationRequested
                ? NotSent(call, "the connection closed while the call waited for its turn")
                : new CellException(
                    CellStatus.ResourceExhausted, $"{_contract}.{call}: the deadline passed while the connection had all its calls in flight (max_inflight)")
                {
                    Outcome = CallOutcome.NotExecuted,
                    Call = $"{_contract}.{call}",
                };
        }
    }

    /// <summary>Sends a request on a place taken before. The place is given back when the call ends, whatever happens.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="metadata">What travels beside them.</param>
    /// <param name="deadline">When the call is over.</param>
    /// <param name="received">Takes in what comes beside the answer; null when nobody wants it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CellException">The request could not be sent; it was not executed.</exception>
    public ValueTask<TResult> Start<TBody, TResult, TDecoder>(
        CallDescriptor call, in TBody body, in CallMetadata metadata, Deadline deadline, ResponseMetadata? received, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        PendingCall<TResult, TDecoder> pending = PendingCall<TResult, TDecoder>.Rent(_contract, call.Name);
        pending.Received = received;
        Open(pending, call, body, metadata, deadline, hasPlace: true, cancellationToken);
        return pending.AsValueTask();
    }

    /// <summary>Sends a request if there is a place for it and room, like <see cref="Start"/>; false, and nothing has happened, when its caller has to wait for them.</summary>
    /// <param name="pending">The call.</param>
    /// <param name="call">What is called.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="deadline">When the call is over.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CellException">The request could not be sent; it was not executed.</exception>
    public bool TryStart<TBody>(PendingCall pending, CallDescriptor call, in TBody body, Deadline deadline, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        => !Output.IsFull && _places.HasFree
            && Open(pending, call, body, new CallMetadata { DeadlineMs = deadline.WireMilliseconds }, deadline, hasPlace: false, cancellationToken);

    /// <summary>Sends the request of a call with streams, like <see cref="Start"/>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="metadata">What travels beside them.</param>
    /// <param name="deadline">When the call is over.</param>
    /// <param name="items">What the call sends; null when it sends none.</param>
    /// <param name="receives">What the call receives.</param>
    /// <param name="received">Takes in what comes beside the answer; null when nobody wants it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The call, in flight or ended; it is to be awaited once.</returns>
    /// <exception cref="CellException">The request could not be sent; it was not executed.</exception>
    public PendingCall<TResult, TDecoder> StartStream<TBody, TResult, TDecoder>(
        CallDescriptor call, in TBody body, in CallMetadata metadata, Deadline deadline, ItemSource? items, Receiving receives, ResponseMetadata? received, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        PendingCall<TResult, TDecoder> pending = PendingCall<TResult, TDecoder>.Rent(_contract, call.Name);
        pending.Received = received;
        pending.Streams = CallStreams.Of(this, sends: items is not null, receives);
        Open(pending, call, body, metadata, deadline, hasPlace: true, cancellationToken);
        items?.Start(pending.Streams.Sender!, this, pending);
        return pending;
    }

    /// <summary>Sends the request of a call; false when it has no place and there is none.</summary>
    private bool Open<TBody>(
        PendingCall pending, CallDescriptor call, in TBody body, in CallMetadata metadata, Deadline deadline, bool hasPlace, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
    {
        bool isStarted = false;
        try
        {
            PlannedCall? planned = _plan?.Find(call.Index);
            if (planned is { IsBound: false })
            {
                throw Unbound(planned);
            }

            pending.Plan = planned;
            pending.Callbacks = body.Callbacks is { } callbacks ? new PassedCallbacks(callbacks, planned?.Callbacks) : null;
            pending.Deadline = deadline;

            using PayloadBuffer buffer = PayloadBuffer.Rent(BodyStore);
            FrameFlags flags = RequestEncoder.Encode(_contract, call.Name, body, metadata, buffer, PeerMaxFrame, _peerName);
            lock (Gate)
            {
                if (!hasPlace && !(hasPlace = _places.TryTake()))
                {
                    return false;
                }

                isStarted = IsOpen && TryAppend(pending, (ushort)call.Index, flags, buffer.WrittenSpan);
            }

            if (!isStarted)
            {
                throw NotSent(call.Name, "the connection closed before the request was sent");
            }
        }
        finally
        {
            if (!isStarted && hasPlace)
            {
                lock (Gate)
                {
                    _places.GiveBack();
                }
            }
        }

        pending.Watch(this, cancellationToken);
        if (BlockingCall.Offer(this, pending, deadline, cancellationToken))
        {
            Output.Flush();
            return true;
        }

        FlushUnlessReading();
        if (OperatingSystem.IsLinux())
        {
            Reader?.EnsureRead();
        }

        return true;
    }

    /// <summary>Adds a call and its request; false when the connection is closed. Under the gate.</summary>
    private bool TryAppend(PendingCall pending, ushort call, FrameFlags flags, ReadOnlySpan<byte> request)
    {
        if (!_calls.TryAdd(pending))
        {
            return false;
        }

        pending.Streams?.Attach(call, pending.Correlation);
        if (!Output.TryAppendUnderGate(FrameType.Request, flags, call, pending.Correlation, request, pending))
        {
            _calls.TryRemove(pending, pending.Correlation);
            return false;
        }

        OpenCall();
        _deadlines.Expect(pending.Deadline);
        return true;
    }

    /// <summary>Takes <paramref name="call"/> out of the table and tells the server; false when it has ended already.</summary>
    /// <remarks>It keeps its place until the server has answered: a server never sees more calls in flight than there are places.</remarks>
    public bool TryAbandon(PendingCall call, uint correlation)
    {
        if (!_calls.TryAbandon(call, correlation))
        {
            return false;
        }

        OnAbandoned(correlation);
        return true;
    }

    /// <inheritdoc/>
    public void OnAbandoned(uint correlation)
    {
        Send(FrameType.Cancel, 0, correlation, []);
        CheckDrained();
    }

    /// <summary>Waits until the output takes more.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: it took none before the deadline.</exception>
    public ValueTask WaitForRoomAsync(string call, Deadline deadline, CancellationToken cancellationToken)
        => WaitForRoomAsync(_contract, call, deadline, cancellationToken);

    private PendingCall? Take(uint correlation)
    {
        PendingCall? call;
        lock (Gate)
        {
            // The answer to a call that was cancelled or timed out finds no one, and that is fine.
            call = _calls.Remove(correlation, out bool freesPlace);
            if (freesPlace)
            {
                CloseCall();
                _places.GiveBack();
            }
        }

        CheckDrained();
        return call;
    }

    /// <summary>A call that was taken out of the table has ended at the server, too, or never gets there.</summary>
    private void EndCall()
    {
        lock (Gate)
        {
            CloseCall();
            _places.GiveBack();
        }

        CheckDrained();
    }

    private void CheckDrained()
    {
        if (_isDraining && _calls.Count == 0)
        {
            Abort(new EndOfStreamException("the server drained the connection"));
        }
    }
}
