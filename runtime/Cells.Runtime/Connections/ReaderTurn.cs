namespace Cells.Connections;

/// <summary>Whose turn it is to read one connection. One thread has it at a time, and each move of it is another one, so that nobody goes on with one that it has lost.</summary>
internal sealed class ReaderTurn
{
    private const int StateBits = 3;

    private long _turn = (long)State.Reading;

    /// <summary>Who has the turn.</summary>
    public enum State
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

    /// <summary>The turn now.</summary>
    public long Now => Volatile.Read(ref _turn);

    /// <summary>Who has <paramref name="turn"/>.</summary>
    public static State Of(long turn) => (State)(turn & ((1 << StateBits) - 1));

    /// <summary>Moves on with a turn that nobody can take.</summary>
    public void Move(ref long turn, State next) => Volatile.Write(ref _turn, turn = Next(turn, next));

    /// <summary>Moves on with a turn that others may take at the same time; where one has, <paramref name="turn"/> is theirs.</summary>
    public bool TryMove(ref long turn, State next)
    {
        long moved = Next(turn, next);
        long found = Interlocked.CompareExchange(ref _turn, moved, turn);
        bool isMoved = found == turn;
        turn = isMoved ? moved : found;
        return isMoved;
    }

    private static long Next(long turn, State next) => (((turn >> StateBits) + 1) << StateBits) | (long)next;
}
