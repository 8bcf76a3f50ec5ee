using System.Runtime.Versioning;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>Has one connection read on whichever thread it suits: the poller's, one of its own while it is busy, or that of a caller who blocks.</summary>
/// <remarks>What that thread does is a <see cref="BatchReader"/>'s; whose turn it is says a <see cref="ReaderTurn"/>.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class DirectReader : IPollTarget, ReaderWatch.IParked
{
    /// <summary>The batches within <see cref="BusyTime"/> from which a connection gets a thread of its own.</summary>
    private const int BusyBatches = 32;

    private static readonly TimeSpan BusyTime = TimeSpan.FromMilliseconds(100);

    private readonly FrameConnection _connection;
    private readonly DescriptorSocket _socket;
    private readonly ReaderTurn _turn = new();
    private readonly BatchReader _batches;
    private long _seenTurn;
    private long _busySince;
    private int _recent;
    private int _alone;
    private bool _isWatched;
    private int _isParked;
    private volatile bool _isAskedFor;

    /// <summary>Takes over reading from the handshake.</summary>
    public DirectReader(FrameConnection connection, SocketTransport transport, CompletionQueue completions, bool spins)
    {
        _connection = connection;
        _socket = transport.Direct!;
        _batches = new BatchReader(connection, _turn, transport, completions, spins);
    }

    /// <summary>Whether a thread reads this connection and no other.</summary>
    public bool IsReadAlone => Volatile.Read(ref _alone) > 0;

    /// <summary>Begins: with what came behind the handshake, on this thread.</summary>
    public void Start()
    {
        long turn = _turn.Now;
        if (Process(ref turn, _batches.HasBytes ? 1 : -1, null, null))
        {
            Poll(turn);
        }
    }

    /// <summary>Sees to it that someone waits for what comes.</summary>
    public void EnsureRead()
    {
        long turn = _turn.Now;
        if (ReaderTurn.Of(turn) == ReaderTurn.State.Free && _turn.TryMove(ref turn, ReaderTurn.State.Reading))
        {
            Poll(turn);
        }
    }

    /// <summary>The connection was aborted: its socket is shut down.</summary>
    public void OnAborted()
    {
        long turn = _turn.Now;
        while (ReaderTurn.Of(turn) is ReaderTurn.State.Free or ReaderTurn.State.Polled or ReaderTurn.State.Paused)
        {
            // Whoever has the turn otherwise finds the socket closed.
            if (_turn.TryMove(ref turn, ReaderTurn.State.Ended))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static reader => reader._connection.FinishReading(null), this, preferLocal: false);
                return;
            }

            turn = _turn.Now;
        }
    }

    /// <summary>Reads on this thread while <paramref name="call"/> is in flight; where another thread reads already, that one goes on.</summary>
    public void ReadFor(BlockingCall call)
    {
        long turn = _turn.Now;
        if (ReaderTurn.Of(turn) is not (ReaderTurn.State.Free or ReaderTurn.State.Polled or ReaderTurn.State.Completing)
            || !_turn.TryMove(ref turn, ReaderTurn.State.Reading))
        {
            _isAskedFor = ReaderTurn.Of(turn) == ReaderTurn.State.Reading;
            EnsureRead();
            return;
        }

        StopPolling();
        TakeOver();
        while (call.IsInFlight)
        {
            if (!TryReceiveFor(call, turn, out int received) || !Process(ref turn, received, null, call.Pending))
            {
                return;
            }
        }

        Leave(turn);
    }

    /// <inheritdoc/>
    public void OnReady(ReaderThread thread)
    {
        long turn = _turn.Now;
        if (ReaderTurn.Of(turn) != ReaderTurn.State.Polled
            || !_turn.TryMove(ref turn, ReaderTurn.State.Reading)
            || !TryReceive(turn, waits: false, out int received)
            || !Process(ref turn, received, thread, null))
        {
            return;
        }

        if (IsBusy() && SocketPoller.Instance.TryStayAlone())
        {
            StopPolling();
            Interlocked.Increment(ref _alone);
            ReadAlone(turn, thread);
            Interlocked.Decrement(ref _alone);
            SocketPoller.Instance.LeaveAlone();
        }
        else
        {
            Poll(turn);
        }
    }

    /// <inheritdoc/>
    public void OnRemoved()
    {
        // By this reader, or because the socket is closed: whoever closes it tells the connection.
    }

    /// <inheritdoc/>
    public void OnStuck()
    {
        long turn = _turn.Now;
        if (ReaderTurn.Of(turn) == ReaderTurn.State.Completing && _turn.TryMove(ref turn, ReaderTurn.State.Reading))
        {
            // What the code that holds the thread waits for may be among these, or come next.
            TakeOver();
            Poll(turn);
        }
        else
        {
            // A handler is slow. The answers before it need not wait for it.
            _connection.FlushBatch();
        }
    }

    /// <inheritdoc/>
    public bool StaysParked()
    {
        long turn = _turn.Now;
        ReaderTurn.State state = ReaderTurn.Of(turn);
        if (state is ReaderTurn.State.Reading or ReaderTurn.State.Completing || (state == ReaderTurn.State.Free && turn != _seenTurn))
        {
            _seenTurn = turn;
            return true;
        }

        Interlocked.Exchange(ref _isParked, 0);
        EnsureRead();
        // One that has left it in the meantime may have seen that it was still parked.
        return ReaderTurn.Of(_turn.Now) == ReaderTurn.State.Free && Interlocked.Exchange(ref _isParked, 1) == 0;
    }

    /// <summary>Receives and processes until nothing has come for a while, or another thread has the turn.</summary>
    private void ReadAlone(long turn, ReaderThread thread)
    {
        long last = Environment.TickCount64;
        while (TryReceive(turn, waits: true, out int received) && Process(ref turn, received, thread, null))
        {
            long now = Environment.TickCount64;
            if (received > 0)
            {
                last = now;
            }

            if (_isAskedFor || now - last >= DescriptorSocket.LongestWait.TotalMilliseconds)
            {
                Leave(turn);
                return;
            }
        }
    }

    private bool TryReceive(long turn, bool waits, out int received)
    {
        try
        {
            received = _batches.Receive(waits);
            return true;
        }
        catch (Exception e)
        {
            received = 0;
            _batches.End(turn, e);
            return false;
        }
    }

    private bool TryReceiveFor(BlockingCall call, long turn, out int received)
    {
        if (call.Remaining is not TimeSpan left)
        {
            return TryReceive(turn, waits: true, out received);
        }

        received = -1;
        if (left == TimeSpan.Zero)
        {
            _connection.EndOverdue();
            return true;
        }

        try
        {
            received = _batches.Receive(left);
            return true;
        }
        catch (Exception e)
        {
            _batches.End(turn, e);
            return false;
        }
    }

    /// <summary>Processes a batch; false when the turn is lost or over, or the peer has to read first.</summary>
    private bool Process(ref long turn, int received, ReaderThread? thread, PendingCall? own)
    {
        if (received < 0)
        {
            return true;
        }

        thread?.Begin(this);
        bool isHeld = _batches.Process(ref turn, received, thread, own) && !TryPause(turn);
        thread?.End();
        return isHeld;
    }

    /// <summary>Goes on with what a thread had gathered, and was completing, from which the turn was taken.</summary>
    private void TakeOver()
    {
        _batches.CompleteElsewhere(null);
        _connection.EndBatch();
    }

    private bool TryPause(long turn)
    {
        if (!_connection.MustPause)
        {
            return false;
        }

        StopPolling();
        _turn.Move(ref turn, ReaderTurn.State.Paused);
        _ = ResumeAsync(turn);
        return true;
    }

    private async Task ResumeAsync(long turn)
    {
        await _connection.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
        if (_turn.TryMove(ref turn, ReaderTurn.State.Reading))
        {
            Poll(turn);
        }
    }

    /// <summary>Leaves the connection to the poller while calls are in flight, else to the next caller, and for a little while only.</summary>
    private void Leave(long turn)
    {
        _isAskedFor = false;
        if (_connection.HasCalls)
        {
            Poll(turn);
            return;
        }

        _turn.Move(ref turn, ReaderTurn.State.Free);
        if (Interlocked.Exchange(ref _isParked, 1) == 0)
        {
            ReaderWatch.Instance.Park(this);
        }

        if (_connection.HasCalls)
        {
            EnsureRead();
        }

        CheckAborted();
    }

    private void Poll(long turn)
    {
        _batches.Rest();
        try
        {
            if (!_isWatched)
            {
                _isWatched = true;
                _socket.Watch(this);
            }
        }
        catch (Exception e)
        {
            _batches.End(turn, e);
            return;
        }

        _turn.Move(ref turn, ReaderTurn.State.Polled);
        if (!TrySleep())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static reader => reader.ReadOn(), this, preferLocal: false);
        }

        CheckAborted();
    }

    /// <summary>Whether the poller hears of what comes next. What comes through memory and is there already it does not.</summary>
    private bool TrySleep()
    {
        try
        {
            return _socket.TrySleep();
        }
        catch (ObjectDisposedException)
        {
            // The connection ends: whoever closed it takes the turn.
            return true;
        }
    }

    /// <summary>Reads what had come before the poller began to wait.</summary>
    private void ReadOn()
    {
        long turn = _turn.Now;
        if (ReaderTurn.Of(turn) == ReaderTurn.State.Polled
            && _turn.TryMove(ref turn, ReaderTurn.State.Reading)
            && TryReceive(turn, waits: false, out int received)
            && Process(ref turn, received, null, null))
        {
            Poll(turn);
        }
    }

    // One who aborted while this thread had the turn left the rest to it.
    private void CheckAborted()
    {
        if (_connection.IsClosed)
        {
            OnAborted();
        }
    }

    private void StopPolling()
    {
        if (_isWatched)
        {
            _isWatched = false;
            _socket.Forget();
        }
    }

    private bool IsBusy()
    {
        long now = Environment.TickCount64;
        if (now - _busySince > BusyTime.TotalMilliseconds)
        {
            _busySince = now;
            _recent = 0;
        }

        return ++_recent >= BusyBatches;
    }
}
