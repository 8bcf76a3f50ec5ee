namespace Cells.Connections;

/// <content>The time in which the peer must take some bytes.</content>
internal sealed partial class FrameOutput
{
    private ITimer? _writeTimer;
    private long _taken;
    private long _takenAt;
    private bool _waitsForPeer;

    /// <summary>The peer is waited for. Few connections ever need the timer.</summary>
    private void StartWriteTimer()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _waitsForPeer = true;
                _taken = CountTaken();
                _takenAt = _clock.GetTimestamp();
                _writeTimer ??= _clock.CreateTimer(
                    static output => ((FrameOutput)output!).OnWriteTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _writeTimer.Change(_writeTimeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void StopWriteTimer()
    {
        lock (_gate)
        {
            _waitsForPeer = false;
            if (!_isClosed)
            {
                _writeTimer!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The bytes that the peer, or the system for it, has taken, as far as the writer can tell.</summary>
    private long CountTaken() => _handedOver - (_shared?.Unsent ?? 0) - (_writer.CanGetUnflushedBytes ? _writer.UnflushedBytes : 0);

    private void OnWriteTimer()
    {
        lock (_gate)
        {
            if (!_waitsForPeer || _isClosed)
            {
                return;
            }

            if (CountTaken() is long taken && taken > _taken)
            {
                _taken = taken;
                _takenAt = _clock.GetTimestamp();
            }

            // A timer of an earlier flush may come late, and one of this flush finds that the peer is slow only.
            TimeSpan left = _writeTimeout - _clock.GetElapsedTime(_takenAt);
            if (left > TimeSpan.Zero)
            {
                _writeTimer!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _onFault(new IOException($"the peer read nothing for {_writeTimeout.TotalSeconds:0.#} s (write_timeout)"));
        Close();
    }
}
