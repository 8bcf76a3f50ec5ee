using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>What the thread does that has the turn: it receives, parses what has come, completes the calls that this has answered, and sends what they gave rise to.</summary>
/// <remarks>
/// Calls are completed only when the whole batch is parsed, and then another thread may take the turn: user code that does not return holds up nothing,
/// and a caller that blocks there takes the turn itself.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class BatchReader
{
    private readonly FrameConnection _connection;
    private readonly ReaderTurn _turn;
    private readonly DescriptorSocket _socket;
    private readonly SocketPipeReader _input;
    private readonly CompletionQueue _completions;
    private readonly LearntSpin _spin;

    /// <summary>Reads for <paramref name="connection"/>.</summary>
    public BatchReader(FrameConnection connection, ReaderTurn turn, SocketTransport transport, CompletionQueue completions, bool spins)
    {
        _connection = connection;
        _turn = turn;
        _socket = transport.Direct!;
        _input = transport.Reader;
        _completions = completions;
        _spin = new LearntSpin(spins);
    }

    /// <summary>Whether bytes have come that are not parsed: those behind the handshake.</summary>
    public bool HasBytes => _input.Buffered.Length > 0;

    /// <summary>Gives the memory back that nothing is in.</summary>
    public void Rest() => _input.ReleaseIfEmpty();

    /// <summary>Receives; -1 for nothing yet.</summary>
    /// <param name="waits">Whether the thread sleeps until something comes; it wakes up now and then.</param>
    public int Receive(bool waits)
    {
        if (!waits)
        {
            return _input.Receive(_socket, waits: false);
        }

        int received = _spin.Receive(_input, _socket);
        return received >= 0 ? received : _input.Receive(_socket, waits: true);
    }

    /// <summary>Receives like <see cref="Receive(bool)"/>, and sleeps for no longer than <paramref name="time"/>.</summary>
    public int Receive(TimeSpan time) => _socket.WaitReadable(time) ? Receive(waits: false) : -1;

    /// <summary>Parses what was received, completes calls, and sends what has gathered; false when the turn is lost or over.</summary>
    /// <param name="turn">This thread's turn.</param>
    /// <param name="received">The bytes received, 0 at the end.</param>
    /// <param name="thread">The thread, when it is one that only reads.</param>
    /// <param name="own">The call for which a caller reads, which is completed here and the others elsewhere; null to complete all here.</param>
    public bool Process(ref long turn, int received, ReaderThread? thread, PendingCall? own)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        try
        {
            _connection.ReadArrived(_input, isEnd: received == 0);
        }
        catch (Exception e)
        {
            CompleteElsewhere(null);
            End(turn, e);
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
            if (received == 0)
            {
                End(turn, new EndOfStreamException("the peer closed the connection"));
                return false;
            }
        }

        return isHeld;
    }

    /// <summary>Completes calls from the thread pool, and <paramref name="own"/> here.</summary>
    public void CompleteElsewhere(PendingCall? own)
    {
        while (_completions.TryTake(out PendingCall? call))
        {
            call.Complete(isInline: call == own);
        }
    }

    /// <summary>Ends the connection.</summary>
    public void End(long turn, Exception reason)
    {
        _turn.Move(ref turn, ReaderTurn.State.Ended);
        _connection.FinishReading(reason);
    }

    /// <summary>Completes calls while others may take the turn; false when one has.</summary>
    private bool Complete(ref long turn)
    {
        _turn.Move(ref turn, ReaderTurn.State.Completing);
        while (_turn.Now == turn && _completions.TryTake(out PendingCall? call))
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

        return _turn.TryMove(ref turn, ReaderTurn.State.Reading);
    }
}
