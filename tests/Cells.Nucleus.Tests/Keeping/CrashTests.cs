using Cells.Control;
using Cells.Nucleus.Keeping;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class CrashTests
{
    [Fact]
    public async Task Killed_process_is_replaced_and_no_idempotent_call_fails()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int first = await cell.StartAsync();
        WorkerClient client = cell.Connect();
        await client.ProcessAsync();

        KeptCell.Signal(first, "-KILL");

        int second = await client.ProcessAsync();
        while (second == first)
        {
            second = await client.ProcessAsync();
        }

        await cell.UntilAsync(NucleusCondition.Running);
        Assert.Equal(1, cell.Control.Status().Crashes);
        Assert.Contains("was ended by signal 9", cell.Control.Status().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_no_longer_answers_is_killed_and_replaced()
    {
        await using KeptCell cell = await KeptCell.OpenAsync(timings: KeptCell.Quick);
        int first = await cell.StartAsync();

        KeptCell.Signal(first, "-STOP");

        await KeptCell.UntilAsync(() => cell.Control.Status() is { Condition: NucleusCondition.Running, Processes: [{ IsDraining: false } process] } && process.ProcessId != first);
        Assert.Contains("because it hung", cell.Control.Status().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_of_a_crash_loop_are_told_why_until_a_build_runs_again()
    {
        await using KeptCell cell = await KeptCell.OpenAsync(timings: KeptCell.Quick with { LongestDelay = TimeSpan.FromMinutes(5), FirstDelay = TimeSpan.FromMilliseconds(1), CrashLoopAt = 3 });
        await cell.Control.StartAsync(KeptCell.Order(KeptCell.Build("broken", "crash"), isIdle: true));
        WorkerClient client = cell.Connect();

        CellException told = await Assert.ThrowsAsync<CellException>(async () => await client.ProcessAsync());

        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (told.Status, told.Outcome));
        Assert.Contains("'worker' crashed 3 times in a row, the last time: a process ended with exit code 9 before it served calls: workers.csv(7): no worker", told.Message, StringComparison.Ordinal);
        Assert.Equal(NucleusCondition.Failing, cell.Control.Status().Condition);
        OperationReport repaired = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("repaired")));
        Assert.Equal(repaired.ProcessId, await client.ProcessAsync());
        Assert.Equal((NucleusCondition.Running, 0), (cell.Control.Status().Condition, cell.Control.Status().Crashes));
    }

    [Fact]
    public async Task Crash_is_final_where_the_manifest_says_never()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\nrestart = \"never\"\n");
        int process = await cell.StartAsync();

        KeptCell.Signal(process, "-KILL");

        await cell.UntilAsync(NucleusCondition.Failing);
        CellException told = await Assert.ThrowsAsync<CellException>(async () => await cell.Connect().ProcessAsync());
        Assert.Contains("restart = \"never\"", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_was_asked_to_end_by_someone_else_leaves_an_idle_cell()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int process = await cell.StartAsync();

        KeptCell.Signal(process, "-TERM");

        await cell.UntilAsync(NucleusCondition.Idle);
        Assert.NotEqual(process, await cell.Connect().ProcessAsync());
    }

    [Fact]
    public async Task What_a_process_started_ends_with_it()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int process = await cell.StartAsync();
        int child = await cell.Connect().SpawnAsync();
        Assert.True(KeptCell.IsAlive(child));

        KeptCell.Signal(process, "-KILL");

        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(child));
    }

    [Fact]
    public void Waits_grow_to_their_cap_and_begin_anew_after_a_long_run()
    {
        RestartBackoff backoff = new(new NucleusTimings());

        double[] waits = [.. Enumerable.Range(0, 12).Select(_ => backoff.Count(TimeSpan.Zero).TotalSeconds)];

        Assert.Equal([0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30], waits);
        Assert.True(backoff.IsCrashLoop);
        Assert.Equal(TimeSpan.Zero, backoff.Count(TimeSpan.FromMinutes(2)));
        Assert.False(backoff.IsCrashLoop);
    }
}
