namespace Cells.Connections;

/// <summary>Finds a connection that has been without a call for a time.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Lock _gate;
    private readonly TimeSpan _after;
    private readonly TimeProvider _clock;
    private readonly Action _onIdle;
    private readonly ITimer _timer;
    private long _since;
    private int _open;
    private bool _isClosed;

    /// <summary>Watches one connection.</summary>
    /// <param name="gate">The connection's.</param>
    /// <param name="after">The time without a call; <paramref name="onIdle"/> is told again after each further one.</param>
    /// <param name="clock">The clock of that time.</param>
    /// <param name="onIdle">Told on a timer's thread. A call may open at the same time.</param>
    public IdleWatch(Lock gate, TimeSpan after, TimeProvider clock, Action onIdle)
    {
        _gate = gate;
        _after = after;
        _clock = clock;
        _onIdle = onIdle;
        _since = clock.GetTimestamp();
        _timer = clock.CreateTimer(static watch => ((IdleWatch)watch!).Check(), this, after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A call has opened. Under the gate.</summary>
    public void Open() => _open++;

    /// <summary>A call has ended. Under the gate.</summary>
    public void EndOne()
    {
        if (--_open == 0)
        {
            _since = _clock.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _timer.Dispose();
        }
    }

    private void Check()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            TimeSpan quiet = _open > 0 ? TimeSpan.Zero : _clock.GetElapsedTime(_since);
            if (quiet < _after)
            {
                _timer.Change(_after - quiet, Timeout.InfiniteTimeSpan);
                return;
            }

            _since = _clock.GetTimestamp();
            _timer.Change(_after, Timeout.InfiniteTimeSpan);
        }

        _onIdle();
    }
}
