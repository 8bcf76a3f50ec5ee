namespace Cells.Connections;

/// <summary>A call whose caller blocks its thread, on which it may as well read the answer.</summary>
internal readonly struct BlockingCall
{
    [ThreadStatic]
    private static bool _isStarting;

    [ThreadStatic]
    private static BlockingCall _started;

    private readonly ClientConnection? _connection;
    private readonly uint _correlation;
    private readonly Deadline _deadline;

    private BlockingCall(ClientConnection connection, PendingCall pending, Deadline deadline)
    {
        _connection = connection;
        _correlation = pending.Correlation;
        _deadline = deadline;
        Pending = pending;
    }

    /// <summary>The call.</summary>
    public PendingCall? Pending { get; }

    /// <summary>The time until its deadline; null without one.</summary>
    public TimeSpan? Remaining => _deadline.Remaining;

    /// <summary>Whether the answer is still to come.</summary>
    public bool IsInFlight => _connection!.IsInFlight(Pending!, _correlation);

    /// <summary>A call starts on this thread.</summary>
    /// <returns>Whether its caller will read. One that can be cancelled will not: nobody could wake it.</returns>
    public static bool Offer(ClientConnection connection, PendingCall pending, Deadline deadline, CancellationToken cancellationToken)
    {
        if (!_isStarting || cancellationToken.CanBeCanceled)
        {
            return false;
        }

        _isStarting = false;
        _started = new BlockingCall(connection, pending, deadline);
        return true;
    }

    /// <summary>The next call that this thread starts is one whose caller blocks.</summary>
    public static void Begin()
    {
        _isStarting = true;
        _started = default;
    }

    /// <summary>Whatever became of the call that was begun: the next one that this thread starts is another.</summary>
    public static void End()
    {
        _isStarting = false;
        _started = default;
    }

    /// <summary>Blocks until <paramref name="call"/>, begun after <see cref="Begin"/>, has ended.</summary>
    public static TResult Wait<TResult>(ValueTask<TResult> call)
    {
        BlockingCall started = _started;
        End();
        if (started._connection is { } connection)
        {
            connection.ReadFor(started);
        }

        if (!call.IsCompleted)
        {
            BlockingWait.Until(call);
        }

        return call.GetAwaiter().GetResult();
    }
}
