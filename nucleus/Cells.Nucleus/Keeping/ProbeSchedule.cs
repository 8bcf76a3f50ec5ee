using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>When processes are asked next how they are: soon after they began, then from time to time, and ever more rarely while nobody calls them.</summary>
internal sealed class ProbeSchedule(NucleusTimings timings)
{
    /// <summary>How much of the idle time may pass unnoticed.</summary>
    private const int LooksPerIdleTime = 4;

    private TimeSpan _interval;

    /// <summary>Other processes run than before.</summary>
    public void Begin() => _interval = TimeSpan.Zero;

    /// <summary>They were asked.</summary>
    /// <param name="isQuiet">Whether all answered, nothing was called since they were asked before, and nothing is under way.</param>
    public void Count(bool isQuiet)
    {
        TimeSpan longer = isQuiet ? 2 * _interval : TimeSpan.Zero;
        _interval = longer < timings.ProbeInterval ? timings.ProbeInterval : Shorter(longer, timings.LongestProbeInterval);
    }

    /// <summary>The time from one question to the next.</summary>
    /// <param name="settings">After what time without a call the cell is to stop.</param>
    public TimeSpan Interval(LifeCycleSettings settings)
    {
        TimeSpan interval = _interval == TimeSpan.Zero ? Shorter(timings.FirstProbe, timings.ProbeInterval) : _interval;
        return settings.IdleTimeout / LooksPerIdleTime is { } look ? Shorter(interval, look) : interval;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
