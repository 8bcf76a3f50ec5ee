using Cells.Nucleus.Keeping;
using Cells.Schema;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class ProbeScheduleTests
{
    private static readonly LifeCycleSettings Forever = CellManifest.Read("[cell]\n", "cell.toml").Manifest!.LifeCycle;

    private readonly ProbeSchedule _schedule = new(new NucleusTimings());

    [Fact]
    public void Intervals_grow_to_a_minute_while_nobody_calls_and_are_short_again_with_a_call()
    {
        Assert.Equal([10, 20, 40, 60, 60], Intervals(Forever, true, true, true, true, true));
        Assert.Equal([10, 10, 20], Intervals(Forever, false, false, true));
    }

    [Fact]
    public void Process_that_has_just_begun_is_asked_soon()
    {
        Intervals(Forever, true, true, true, true);

        _schedule.Begin();

        Assert.Equal(TimeSpan.FromSeconds(1), _schedule.Interval(Forever));
    }

    [Fact]
    public void Cell_that_is_to_stop_soon_is_looked_at_four_times_until_then()
    {
        LifeCycleSettings brief = CellManifest.Read("[life_cycle]\nidle_timeout = \"80s\"\n", "cell.toml").Manifest!.LifeCycle;

        Assert.Equal([10, 20, 20, 20], Intervals(brief, true, true, true, true));
    }

    private double[] Intervals(LifeCycleSettings settings, params bool[] isQuiet)
    {
        return [.. isQuiet.Select(next =>
        {
            _schedule.Count(next);
            return _schedule.Interval(settings).TotalSeconds;
        })];
    }
}
