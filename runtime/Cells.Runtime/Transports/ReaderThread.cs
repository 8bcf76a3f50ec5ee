namespace Cells.Transports;

/// <summary>A thread that reads, as <see cref="ReaderWatch"/> sees it.</summary>
internal sealed class ReaderThread
{
    private int _batches;
    private int _watched;

    /// <summary>What the thread works for; null while it waits.</summary>
    public IPollTarget? Target { get; private set; }

    /// <summary>Whether the thread has begun anything since the last look.</summary>
    public bool HasBegun => Volatile.Read(ref _batches) != _watched;

    /// <summary>Told when the thread is stuck.</summary>
    public Action? OnStuck { get; init; }

    /// <summary>The thread works for <paramref name="target"/> until <see cref="End"/>.</summary>
    public void Begin(IPollTarget target)
    {
        Target = target;
        // Before it is asked whether the watch runs, also for the processor: either the watch sees this batch, or this thread sees that it has stopped.
        Interlocked.Increment(ref _batches);
        ReaderWatch.Instance.Wake();
    }

    /// <summary>The thread waits again.</summary>
    public void End() => Target = null;

    /// <summary>Whether the thread has begun anything since the last look; <paramref name="isStuck"/> when it still works for what it worked for then.</summary>
    public bool Look(out IPollTarget? isStuck)
    {
        int batches = Volatile.Read(ref _batches);
        bool isActive = batches != _watched;
        isStuck = isActive ? null : Target;
        _watched = batches;
        return isActive || isStuck is not null;
    }
}
