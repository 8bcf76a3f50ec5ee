using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public sealed class DeadlineTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Call_before_its_deadline_is_waited_for()
        => Assert.Null(Deadline.After(TimeSpan.FromSeconds(1), _clock).FindCancellation(isCancelled: false, token: null));

    [Fact]
    public void Call_whose_timer_was_a_moment_early_has_exceeded_its_deadline()
    {
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(1), _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(999.5));
        using CancellationTokenSource early = new();
        early.Cancel();

        Assert.Equal(CellStatus.DeadlineExceeded, deadline.FindCancellation(isCancelled: false, early));
    }

    [Fact]
    public void Call_that_was_cancelled_before_its_deadline_is_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Equal(CellStatus.Cancelled, Deadline.After(TimeSpan.FromSeconds(1), _clock).FindCancellation(isCancelled: true, cancelled));
    }

    [Fact]
    public void Call_past_its_deadline_has_exceeded_it_whoever_cancelled_it()
    {
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(1), _clock);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CellStatus.DeadlineExceeded, deadline.FindCancellation(isCancelled: true, token: null));
    }
}
