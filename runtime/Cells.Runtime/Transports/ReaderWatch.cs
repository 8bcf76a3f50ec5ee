namespace Cells.Transports;

/// <summary>Looks after the threads that read, which run handlers and continuations: what these hold up, others take over.</summary>
/// <remarks>A look every 20 ms while anything is read, and none when nothing is.</remarks>
#pragma warning disable CA1001 // Lives as long as the process.
internal sealed class ReaderWatch
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly List<ReaderThread> _threads = [];
    private readonly List<IParked> _parked = [];
    private readonly Timer _timer;

    // Of one look, kept for the next: calls cost no memory, and neither does looking after their threads.
    private readonly List<(ReaderThread Thread, IPollTarget Target)> _stuck = [];
    private readonly List<IParked> _looked = [];
    private bool _isRunning;

    private ReaderWatch()
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _timer = new Timer(static watch => ((ReaderWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What nobody reads for the moment.</summary>
    public interface IParked
    {
        /// <summary>Whether it has to be looked at again. Otherwise someone reads it now, or this call has seen to it.</summary>
        bool StaysParked();
    }

    /// <summary>The only one.</summary>
    public static ReaderWatch Instance { get; } = new();

    /// <summary>Watches <paramref name="thread"/>.</summary>
    public void Add(ReaderThread thread)
    {
        lock (_gate)
        {
            _threads.Add(thread);
        }
    }

    /// <summary>The thread ends.</summary>
    public void Remove(ReaderThread thread)
    {
        lock (_gate)
        {
            _threads.Remove(thread);
        }
    }

    /// <summary>Looks at <paramref name="parked"/> in the next round, and until it has been seen to.</summary>
    public void Park(IParked parked)
    {
        lock (_gate)
        {
            _parked.Add(parked);
        }

        Wake();
    }

    /// <summary>Something is read.</summary>
    public void Wake()
    {
        if (!Volatile.Read(ref _isRunning))
        {
            lock (_gate)
            {
                if (!_isRunning)
                {
                    Volatile.Write(ref _isRunning, true);
                    _timer.Change(Period, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private void Look()
    {
        bool isActive = false;
        lock (_gate)
        {
            foreach (ReaderThread thread in _threads)
            {
                isActive |= thread.Look(out IPollTarget? target);
                if (target is not null)
                {
                    _stuck.Add((thread, target));
                }
            }

            _looked.AddRange(_parked);
            _parked.Clear();
        }

        foreach ((ReaderThread thread, IPollTarget target) in _stuck)
        {
            thread.OnStuck?.Invoke();
            target.OnStuck();
        }

        _stuck.Clear();
        _looked.RemoveAll(static parked => !parked.StaysParked());
        lock (_gate)
        {
            _parked.AddRange(_looked);
            _looked.Clear();
            // Those who begin from here on see that it does not run. Those who began during this look saw that it does, and count on it.
            Volatile.Write(ref _isRunning, false);
            Interlocked.MemoryBarrier();
            if (isActive || _parked.Count > 0 || _threads.Exists(static thread => thread.HasBegun))
            {
                Volatile.Write(ref _isRunning, true);
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
