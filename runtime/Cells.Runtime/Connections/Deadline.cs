namespace Cells.Connections;

/// <summary>A point in monotonic time. The default value is "none".</summary>
internal readonly struct Deadline
{
    private readonly long _timestamp;

    private Deadline(TimeProvider clock, long timestamp)
    {
        ClockOrNull = clock;
        _timestamp = timestamp;
    }

    /// <summary>The clock that it is measured with.</summary>
    public TimeProvider Clock => ClockOrNull ?? TimeProvider.System;

    /// <summary>The point on the clock; null without a deadline.</summary>
    public long? Timestamp => ClockOrNull is null ? null : _timestamp;

    /// <summary>The time left, never negative; null without a deadline.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (ClockOrNull is not { } clock)
            {
                return null;
            }

            TimeSpan left = clock.GetElapsedTime(clock.GetTimestamp(), _timestamp);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether there is a deadline and it has passed.</summary>
    public bool IsOver => Remaining == TimeSpan.Zero;

    /// <summary>Why a call with this deadline is no longer waited for; null while it is.</summary>
    /// <param name="isCancelled">Whether it was cancelled.</param>
    /// <param name="token">What its handler is told by, which is cancelled with the call and at the deadline; null while nobody asked for it.</param>
    /// <remarks>A timer counts in milliseconds and can be over a moment before the deadline is: a handler that has heard of it is believed.</remarks>
    public CellStatus? FindCancellation(bool isCancelled, CancellationTokenSource? token)
        => IsOver ? CellStatus.DeadlineExceeded
            : isCancelled ? CellStatus.Cancelled
            : token is { IsCancellationRequested: true } ? CellStatus.DeadlineExceeded
            : null;

    /// <summary>The milliseconds left as the wire carries them, rounded up; null without a deadline.</summary>
    public uint? WireMilliseconds
        => Remaining is TimeSpan left ? (uint)Math.Min(Math.Ceiling(left.TotalMilliseconds), uint.MaxValue) : null;

    private TimeProvider? ClockOrNull { get; }

    /// <summary>The deadline <paramref name="time"/> from now.</summary>
    public static Deadline After(TimeSpan time, TimeProvider clock)
    {
        // Longer than any call lives: the addition below must not overflow.
        TimeSpan bounded = time < TimeSpan.FromDays(365) ? time : TimeSpan.FromDays(365);
        long ticks = (long)(bounded.TotalSeconds * clock.TimestampFrequency);
        return new Deadline(clock, clock.GetTimestamp() + ticks);
    }

    /// <summary>The earlier of two.</summary>
    public static Deadline Earlier(Deadline left, Deadline right)
        => left.Remaining is not TimeSpan first ? right
            : right.Remaining is not TimeSpan second ? left
            : first <= second ? left : right;
}
