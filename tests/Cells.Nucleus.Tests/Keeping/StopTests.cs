using Cells.Control;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_answers_calls_in_flight_and_leaves_the_lock_alone()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int process = await cell.StartAsync();
        string begun = Path.Combine(cell.Directory.Path, "begun");
        string until = Path.Combine(cell.Directory.Path, "until");
        Task<int> held = cell.Connect().HoldAsync(begun, until).AsTask();
        await KeptCell.UntilAsync(() => File.Exists(begun));

        Task<OperationReport> stop = cell.Control.StopAsync(KeptCell.Patience).AsTask();
        await KeptCell.UntilAsync(() => !File.Exists(cell.Directory.SocketPath));
        await File.WriteAllTextAsync(until, "");

        Assert.Equal(process, await held);
        Assert.True((await stop).HasDrained);
        Assert.True(await cell.Running.WaitAsync(KeptCell.Patience));
        Assert.Equal([cell.Directory.LockPath, cell.Directory.PublicPath], TemporaryCell.Entries(cell.Directory.RunPath));
        Assert.Empty(TemporaryCell.Entries(cell.Directory.PublicPath));
        Assert.False(KeptCell.IsAlive(process));
    }

    [Fact]
    public async Task Stop_does_not_wait_for_calls_beyond_its_timeout()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int process = await cell.StartAsync();
        string begun = Path.Combine(cell.Directory.Path, "begun");
        Task<int> held = cell.Connect().HoldAsync(begun, "never").AsTask();
        await KeptCell.UntilAsync(() => File.Exists(begun));

        OperationReport stop = await cell.Control.StopAsync(TimeSpan.FromMilliseconds(100));

        Assert.False(stop.HasDrained);
        Assert.False(KeptCell.IsAlive(process));
        await Assert.ThrowsAsync<CellException>(async () => await held);
    }

    [Fact]
    public async Task Stop_breaks_off_a_start_that_is_under_way()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        Task<OperationReport> start = cell.Control.StartAsync(KeptCell.Order(KeptCell.Build(mode: "mute"))).AsTask();
        await KeptCell.UntilAsync(() => cell.Control.Status().Processes.Length == 1);
        int process = cell.Control.Status().Processes[0].ProcessId;

        await cell.Control.StopAsync(TimeSpan.Zero);

        Assert.Equal(OperationOutcome.Stopping, (await start).Outcome);
        Assert.False(KeptCell.IsAlive(process));
        Assert.True(await cell.Running.WaitAsync(KeptCell.Patience));
    }

    [Fact]
    public async Task First_build_that_does_not_come_up_leaves_nothing_running()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();

        OperationReport report = await cell.Control.StartAsync(KeptCell.Order(KeptCell.Build("broken", "crash")));

        Assert.Equal((OperationOutcome.Ended, 9), (report.Outcome, report.ExitCode));
        Assert.True(await cell.Running.WaitAsync(KeptCell.Patience));
    }
}
