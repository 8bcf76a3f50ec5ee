namespace Cells.Connections;

/// <summary>Ends the calls in flight of one table when their deadlines pass, with one timer for all of them.</summary>
/// <remarks>A call only looks whether the timer comes in time for it, which it nearly always does, and does nothing when it ends.</remarks>
/// <param name="gate">The connection's.</param>
/// <param name="calls">The calls.</param>
/// <param name="clock">The clock of the deadlines that it watches.</param>
/// <param name="owner">Carries the calls.</param>
internal sealed class DeadlineWatch(Lock gate, PendingCallTable calls, TimeProvider clock, IPendingCallOwner owner)
{
    private ITimer? _timer;
    private long _next = long.MaxValue;
    private bool _isClosed;

    /// <summary>The clock of the deadlines that it watches.</summary>
    public TimeProvider Clock => clock;

    /// <summary>A call with a deadline on <see cref="Clock"/> has been added. Under the gate.</summary>
    public void Expect(Deadline deadline)
    {
        if (deadline.Timestamp is long due && due < _next && !_isClosed)
        {
            _timer ??= CreateTimer();
            Arm(due);
        }
    }

    /// <summary>Ends the calls whose time is over.</summary>
    public void EndOverdue()
    {
        List<PendingCall> overdue;
        lock (gate)
        {
            if (_isClosed)
            {
                return;
            }

            overdue = calls.AbandonOverdue(clock, out long next);
            _next = long.MaxValue;
            if (next != long.MaxValue)
            {
                Arm(next);
            }
        }

        foreach (PendingCall call in overdue)
        {
            owner.OnAbandoned(call.Correlation);
            call.Abandon(new CellException(CellStatus.DeadlineExceeded, $"{call.Name}: the deadline passed before the answer")
            {
                Outcome = CallOutcome.Unknown,
                Call = call.Name,
            });
        }
    }

    /// <summary>Watches no more. Under the gate.</summary>
    public void Close()
    {
        _isClosed = true;
        _timer?.Dispose();
    }

    // Timers count whole milliseconds and may fire early by a part of one.
    private void Arm(long due)
    {
        _next = due;
        TimeSpan left = clock.GetElapsedTime(clock.GetTimestamp(), due);
        _timer!.Change(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    // Without the context of the call that happens to be the first.
    private ITimer CreateTimer()
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return clock.CreateTimer(static watch => ((DeadlineWatch)watch!).EndOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
