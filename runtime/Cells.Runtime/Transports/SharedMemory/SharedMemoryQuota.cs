namespace Cells.Transports.SharedMemory;

/// <summary>Bounds how many memories a process shares.</summary>
/// <param name="most">The most at once.</param>
internal sealed class SharedMemoryQuota(int most)
{
    private int _taken;

    /// <summary>The process' own: 64.</summary>
    public static SharedMemoryQuota Process { get; } = new(64);

    /// <summary>The most at once.</summary>
    public int Most => most;

    /// <summary>How many there are.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Counts one more, unless there are as many as may be.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Release() => Interlocked.Decrement(ref _taken);
}
