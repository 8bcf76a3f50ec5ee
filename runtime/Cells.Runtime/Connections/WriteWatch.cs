namespace Cells.Connections;

/// <summary>Finds a peer that takes no bytes while some are on their way to it (<c>write_timeout</c>).</summary>
/// <param name="timeout">The time in which it must take some.</param>
/// <param name="clock">The clock of that time.</param>
/// <param name="countTaken">The bytes that it has taken so far.</param>
/// <param name="onSilent">Told, on a timer's thread, when it has taken none for too long.</param>
internal sealed class WriteWatch(TimeSpan timeout, TimeProvider clock, Func<long> countTaken, Action<Exception> onSilent)
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _taken;
    private long _takenAt;
    private bool _isWaiting;
    private bool _isClosed;

    /// <summary>The peer is waited for.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isWaiting = true;
                _taken = countTaken();
                _takenAt = clock.GetTimestamp();
                _timer ??= clock.CreateTimer(static watch => ((WriteWatch)watch!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(timeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>It has taken everything.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isWaiting = false;
            if (!_isClosed)
            {
                _timer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Watches no more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _timer?.Dispose();
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_isWaiting || _isClosed)
            {
                return;
            }

            if (countTaken() is long taken && taken > _taken)
            {
                _taken = taken;
                _takenAt = clock.GetTimestamp();
            }

            // A timer of an earlier wait may come late, and one of this wait finds that the peer is slow only.
            TimeSpan left = timeout - clock.GetElapsedTime(_takenAt);
            if (left > TimeSpan.Zero)
            {
                _timer!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        onSilent(new IOException($"the peer read nothing for {timeout.TotalSeconds:0.#} s (write_timeout)"));
    }
}
