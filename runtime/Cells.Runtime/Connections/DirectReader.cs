using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>Reads one connection on whichever thread it suits: the poller's, one of its own while it is busy, or that of a caller who blocks.</summary>
/// <remarks>
/// One thread has the turn at a time. It parses what has come, and completes calls only then, when another may take the turn from it: user code that does not return
/// holds up nothing, and a caller that blocks there takes the turn itself.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class DirectReader : IPollTarget, ReaderWatch.IParked
{
    /// <summary>The batches within <see cref="BusyTime"/> from which a connection gets a thread of its own.</summary>
    private const int BusyBatches = 32;

    private const int TurnBits = 3;

    private static readonly TimeSpan BusyTime = TimeSpan.FromMilliseconds(100);

    private readonly FrameConnection _connection;
    private readonly DescriptorSocket _socket;
    private readonly SocketPipeReader _input;
    private readonly CompletionQueue _completions;
    private readonly LearntSpin _spin;
    private long _turn;
    private long _seenTurn;
    private long _busySince;
    private int _batches;
    private int _alone;
    private bool _isWatched;
    private int _isParked;
    private volatile bool _isAskedFor;

    /// <summary>Takes over reading from the handshake.</summary>
    public DirectReader(FrameConnection connection, SocketTransport transport, CompletionQueue completions, bool spins)
    {
        _connection = connection;
        _socket = transport.Direct!;
        _input = transport.Reader;
        _completions = completions;
        _spin = new LearntSpin(spins);
        _turn = (long)Turn.Reading;
    }

    private enum Turn
    {
        /// <summary>Nobody waits for what comes: no call is in flight, or one is about to read.</summary>
        Free,

        /// <summary>The poller waits.</summary>
        Polled,

        /// <summary>A thread receives and parses.</summary>
        Reading,

        /// <summary>A thread completes calls.</summary>
        Completing,

        /// <summary>The peer takes no answers.</summary>
        Paused,

        /// <summary>The connection has ended.</summary>
        Ended,
    }

    /// <summary>Whether a thread reads this connection and no other.</summary>
    public bool IsReadAlone => Volatile.Read(ref _alone) > 0;

    /// <summary>Begins: with what came behind the handshake, on this thread.</summary>
    public void Start()
    {
        long turn = Volatile.Read(ref _turn);
        if (Process(ref turn, _input.Buffered.Length > 0 ? 1 : -1, null, null))
        {
            Poll(turn);
        }
    }

    /// <summary>Sees to it that someone waits for what comes.</summary>
    public void EnsureRead()
    {
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) == Turn.Free && TryMove(ref turn, Turn.Reading))
        {
            Poll(turn);
        }
    }

    /// <summary>The connection was aborted: its socket is shut down.</summary>
    public void OnAborted()
    {
        long turn = Volatile.Read(ref _turn);
        while (Of(turn) is Turn.Free or Turn.Polled or Turn.Paused)
        {
            // Whoever has the turn otherwise finds the socket closed.
            if (TryMove(ref turn, Turn.Ended))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static reader => reader._connection.FinishReading(null), this, preferLocal: false);
                return;
            }

            turn = Volatile.Read(ref _turn);
        }
    }

    /// <summary>Reads on this thread while <paramref name="call"/> is in flight; or not at all, when another thread reads.</summary>
    /// <returns>Whether this thread has read: the call has then ended, or does not depend on this connection any more.</returns>
    public bool ReadFor(BlockingCall call)
    {
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) is not (Turn.Free or Turn.Polled or Turn.Completing) || !TryMove(ref turn, Turn.Reading))
        {
            _isAskedFor = Of(turn) == Turn.Reading;
            return false;
        }

        StopPolling();
        // What a thread had gathered and completed from which the turn was taken.
        CompleteElsewhere(null);
        _connection.EndBatch();
        while (call.IsInFlight)
        {
            int received = 0;
            try
            {
                received = call.Remaining is not TimeSpan left ? Receive(waits: true)
                    : left > TimeSpan.Zero && _socket.WaitReadable(left) ? Receive(waits: false)
                    : -1;
            }
            catch (Exception e)
            {
                End(turn, e);
                return true;
            }

            if (!Process(ref turn, received, null, call.Pending))
            {
                return true;
            }
        }

        Leave(turn);
        return true;
    }

    /// <inheritdoc/>
    public void OnReady(ReaderThread thread)
    {
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) != Turn.Polled || !TryMove(ref turn, Turn.Reading) || !TryReceive(ref turn, waits: false, out int received) || !Process(ref turn, received, thread, null))
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
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) == Turn.Completing && TryMove(ref turn, Turn.Reading))
        {
            // What the code that holds the thread waits for may be among these, or come next.
            CompleteElsewhere(null);
            _connection.EndBatch();
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
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) is Turn.Reading or Turn.Completing || (Of(turn) == Turn.Free && turn != _seenTurn))
        {
            _seenTurn = turn;
            return true;
        }

        Interlocked.Exchange(ref _isParked, 0);
        EnsureRead();
        // One that has left it in the meantime may have seen that it was still parked.
        return Of(Volatile.Read(ref _turn)) == Turn.Free && Interlocked.Exchange(ref _isParked, 1) == 0;
    }

    private static Turn Of(long turn) => (Turn)(turn & ((1 << TurnBits) - 1));

    /// <summary>Receives and processes until nothing has come for a while, or another thread has the turn.</summary>
    private void ReadAlone(long turn, ReaderThread thread)
    {
        long last = Environment.TickCount64;
        while (TryReceive(ref turn, waits: true, out int received) && Process(ref turn, received, thread, null))
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

    private bool TryReceive(ref long turn, bool waits, out int received)
    {
        try
        {
            received = Receive(waits);
            return true;
        }
        catch (Exception e)
        {
            received = 0;
            End(turn, e);
            return false;
        }
    }

    private int Receive(bool waits)
    {
        if (!waits)
        {
            return _input.Receive(_socket, waits: false);
        }

        int received = _spin.Receive(_input, _socket);
        return received >= 0 ? received : _input.Receive(_socket, waits: true);
    }

    /// <summary>Parses what was received, completes calls, and sends what has gathered; false when the turn is lost or over.</summary>
    /// <param name="turn">This thread's turn.</param>
    /// <param name="received">The bytes received, 0 at the end; -1 for nothing.</param>
    /// <param name="thread">The thread, when it is one that only reads.</param>
    /// <param name="own">The call for which a caller reads, which is completed here and the others elsewhere; null to complete all here.</param>
    private bool Process(ref long turn, int received, ReaderThread? thread, PendingCall? own)
    {
        if (received < 0)
        {
            return true;
        }

        thread?.Begin(this);
        ExecutionContext? context = ExecutionContext.Capture();
        try
        {
            _connection.ReadArrived(_input, isEnd: received == 0);
        }
        catch (Exception e)
        {
            CompleteElsewhere(null);
            End(turn, e);
            thread?.End();
            return false;
        }

        bool isHeld = true;
        if (own is not null || thread is null)
        {
            CompleteElsewhere(own);
        }
        else if (!_completions.IsEmpty)
        {
            isHeld = Complete(ref turn);
        }

        if (context is not null && ExecutionContext.Capture() != context)
        {
            // What a handler set for itself is not for the next one: this thread has no task around it that would end with it.
            ExecutionContext.Restore(context);
        }

        if (isHeld)
        {
            _connection.EndBatch();
            isHeld = received != 0 ? !TryPause(turn) : EndOfInput(turn);
        }

        thread?.End();
        return isHeld;
    }

    private bool EndOfInput(long turn)
    {
        End(turn, new EndOfStreamException("the peer closed the connection"));
        return false;
    }

    /// <summary>Completes calls while others may take the turn; false when one has.</summary>
    private bool Complete(ref long turn)
    {
        Move(ref turn, Turn.Completing);
        while (Volatile.Read(ref _turn) == turn && _completions.Take() is { } call)
        {
            try
            {
                call.Complete(isInline: true);
            }
            catch (Exception e)
            {
                // Of a continuation that is no async method's: as unhandled as on the thread pool.
                ThreadPool.UnsafeQueueUserWorkItem(static error => error.Throw(), ExceptionDispatchInfo.Capture(e), preferLocal: false);
            }
        }

        return TryMove(ref turn, Turn.Reading);
    }

    private void CompleteElsewhere(PendingCall? own)
    {
        while (_completions.Take() is { } call)
        {
            call.Complete(isInline: call == own);
        }
    }

    private bool TryPause(long turn)
    {
        if (!_connection.MustPause)
        {
            return false;
        }

        StopPolling();
        Move(ref turn, Turn.Paused);
        _ = ResumeAsync(turn);
        return true;
    }

    private async Task ResumeAsync(long turn)
    {
        await _connection.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
        if (TryMove(ref turn, Turn.Reading))
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

        Move(ref turn, Turn.Free);
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
        _input.ReleaseIfEmpty();
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
            End(turn, e);
            return;
        }

        Move(ref turn, Turn.Polled);
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
        long turn = Volatile.Read(ref _turn);
        if (Of(turn) == Turn.Polled && TryMove(ref turn, Turn.Reading) && TryReceive(ref turn, waits: false, out int received) && Process(ref turn, received, null, null))
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

    private void End(long turn, Exception reason)
    {
        Move(ref turn, Turn.Ended);
        _connection.FinishReading(reason);
    }

    private bool IsBusy()
    {
        long now = Environment.TickCount64;
        if (now - _busySince > BusyTime.TotalMilliseconds)
        {
            _busySince = now;
            _batches = 0;
        }

        return ++_batches >= BusyBatches;
    }

    /// <summary>Moves on with a turn that nobody can take.</summary>
    private void Move(ref long turn, Turn next) => Volatile.Write(ref _turn, turn = Next(turn, next));

    /// <summary>Moves on with a turn that others may take at the same time.</summary>
    private bool TryMove(ref long turn, Turn next)
    {
        long moved = Next(turn, next);
        long found = Interlocked.CompareExchange(ref _turn, moved, turn);
        bool isMoved = found == turn;
        turn = isMoved ? moved : found;
        return isMoved;
    }

    private static long Next(long turn, Turn next) => (((turn >> TurnBits) + 1) << TurnBits) | (long)next;
}
