using Cells.Connections;
using Cells.Control;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class UpgradeTests
{
    [Fact]
    public async Task Call_in_flight_ends_in_the_old_process_while_new_calls_reach_the_new_one()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int old = await cell.StartAsync();
        WorkerClient client = cell.Connect();
        string begun = Path.Combine(cell.Directory.Path, "begun");
        string until = Path.Combine(cell.Directory.Path, "until");
        Task<int> held = client.HoldAsync(begun, until).AsTask();
        await KeptCell.UntilAsync(() => File.Exists(begun));

        OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));

        Assert.Equal(OperationOutcome.Done, report.Outcome);
        Assert.NotEqual(old, report.ProcessId);
        await KeptCell.UntilAsync(() => client.Process() == report.ProcessId);
        await File.WriteAllTextAsync(until, "");
        Assert.Equal(old, await held);
        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(old));
        Assert.Equal(("second", "first"), (cell.Control.Status().Build, cell.Control.Status().Previous));
    }

    [Theory]
    [InlineData("crash", nameof(OperationOutcome.Ended), "workers.csv(7): no worker")]
    [InlineData("mute", nameof(OperationOutcome.Overdue), "waits for nothing")]
    public async Task Build_that_does_not_come_up_is_ended_and_the_old_one_stays(string mode, string outcome, string line)
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int old = await cell.StartAsync();

        OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("broken", mode), timeout: TimeSpan.FromSeconds(mode == "mute" ? 1 : 60)));

        Assert.Equal((outcome, line), (report.Outcome.ToString(), Assert.Single(report.Output!)));
        Assert.Equal(old, await cell.Connect().ProcessAsync());
        await KeptCell.UntilAsync(() => cell.Control.Status().Processes.Length == 1);
        Assert.Equal("first", cell.Control.Status().Build);
    }

    [Fact]
    public async Task Rollback_goes_back_to_the_build_before_and_forth_again()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        await cell.StartAsync();
        Assert.Equal(OperationOutcome.Refused, (await cell.Control.RollBackAsync(KeptCell.Patience)).Outcome);
        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));

        OperationReport back = await cell.Control.RollBackAsync(KeptCell.Patience);

        Assert.Equal((OperationOutcome.Done, "first"), (back.Outcome, cell.Control.Status().Build));
        Assert.Equal(back.ProcessId, await cell.Connect().ProcessAsync());
        await cell.Control.RollBackAsync(KeptCell.Patience);
        Assert.Equal("second", cell.Control.Status().Build);
    }

    [Fact]
    public async Task Without_overlap_the_old_process_has_ended_before_the_new_one_begins()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\noverlap = false\n");
        int old = await cell.StartAsync();
        WorkerClient client = cell.Connect();
        Assert.Equal(old, await client.ProcessAsync());

        OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));

        Assert.False(KeptCell.IsAlive(old));
        Assert.Equal(report.ProcessId, await client.ProcessAsync());
    }

    [Fact]
    public async Task Another_schema_is_told_to_clients_which_are_served_by_plan_or_refused_by_name_but_for_calls_in_flight()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        int old = await cell.StartAsync();
        string begun = Path.Combine(cell.Directory.Path, "begun");
        string until = Path.Combine(cell.Directory.Path, "until");
        TaskCompletionSource<CellSchemaChangedEventArgs> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CellChannel fitting = CellChannel.ForDirectory(
            cell.Directory.Path, WorkerContract.Contract, Hosting.CellSystemClient.NoErrors, new CellChannelOptions { UsedCalls = ["Process"] });
        WorkerClient fits = new(fitting);
        fits.SchemaChanged += (_, change) => told.TrySetResult(change);
        WorkerClient usesAll = cell.Connect();
        await fits.ProcessAsync();
        Task<int> held = usesAll.HoldAsync(begun, until).AsTask();
        await KeptCell.UntilAsync(() => File.Exists(begun));

        OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("later", "later")));

        await told.Task.WaitAsync(KeptCell.Patience);
        await KeptCell.UntilAsync(() => fits.Process() == report.ProcessId);
        CellException refused = await Assert.ThrowsAsync<CellException>(async () =>
        {
            // Until the old process has said that it goes, it still answers.
            while (true)
            {
                await usesAll.ProcessAsync();
            }
        });
        Assert.Equal(CellStatus.Incompatible, refused.Status);
        Assert.Contains("Hold", refused.Message, StringComparison.Ordinal);
        Assert.Contains(cell.Control.Status().Processes, process => process.ProcessId == old);
        await File.WriteAllTextAsync(until, "");
        Assert.Equal(old, await held);
        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(old));
    }
}
