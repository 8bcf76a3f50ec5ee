namespace Cells.Connections;

/// <summary>Finds a peer that is silent while calls are open. An idle connection is never pinged.</summary>
internal sealed class Liveness
{
    private readonly Lock _gate;
    private readonly TimeSpan _pingAfter;
    private readonly TimeSpan _deadAfter;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Action _ping;
    private readonly Action<Exception> _onDead;
    private long _lastHeard;
    private int _open;
    private bool _isArmed;
    private bool _isAsked;
    private bool _isClosed;

    /// <summary>Watches one connection.</summary>
    /// <param name="gate">The connection's.</param>
    /// <param name="pingAfter">The silence after which the peer is asked.</param>
    /// <param name="deadAfter">The further silence that means it is dead.</param>
    /// <param name="clock">The clock of both.</param>
    /// <param name="ping">Asks the peer.</param>
    /// <param name="onDead">Ends the connection.</param>
    public Liveness(Lock gate, TimeSpan pingAfter, TimeSpan deadAfter, TimeProvider clock, Action ping, Action<Exception> onDead)
    {
        _gate = gate;
        _pingAfter = pingAfter;
        _deadAfter = deadAfter;
        _clock = clock;
        _ping = ping;
        _onDead = onDead;
        _lastHeard = clock.GetTimestamp();
        _timer = clock.CreateTimer(static liveness => ((Liveness)liveness!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The peer sent something.</summary>
    public void Heard()
    {
        Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
        _isAsked = false;
    }

    /// <summary>A call has opened. Under the gate.</summary>
    public void Open()
    {
        if (_open++ == 0 && !_isArmed && !_isClosed)
        {
            // The silence before the first call says nothing.
            Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
            _isArmed = true;
            _isAsked = false;
            _timer.Change(_pingAfter, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A call has ended. Under the gate.</summary>
    public void EndOne() => _open--;

    /// <summary>Stops watching.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _timer.Dispose();
        }
    }

    private void Check()
    {
        bool isDead = false;
        lock (_gate)
        {
            _isArmed = _open > 0 && !_isClosed;
            if (!_isArmed)
            {
                return;
            }

            TimeSpan silence = _clock.GetElapsedTime(Volatile.Read(ref _lastHeard));
            TimeSpan limit = _isAsked ? _pingAfter + _deadAfter : _pingAfter;
            if (silence < limit)
            {
                _timer.Change(limit - silence, Timeout.InfiniteTimeSpan);
                return;
            }

            isDead = _isAsked;
            _isAsked = true;
            if (!isDead)
            {
                _timer.Change(_deadAfter, Timeout.InfiniteTimeSpan);
            }
        }

        if (isDead)
        {
            _onDead(new IOException($"the peer was silent for {(_pingAfter + _deadAfter).TotalSeconds:0.#} s with calls open"));
        }
        else
        {
            _ping();
        }
    }
}
