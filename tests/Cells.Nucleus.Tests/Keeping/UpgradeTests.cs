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
    public async Task Another_schema_is_told_to_clients_those_that_fit_go_at_once_and_the_others_are_served_on_until_the_drain_is_over()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\ndrain_timeout = \"10s\"\n");
        int old = await cell.StartAsync();
        TaskCompletionSource<CellSchemaChangedEventArgs> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CellChannel fitting = CellChannel.ForDirectory(
            cell.Directory.Path, WorkerContract.Contract, Hosting.CellSystemClient.NoErrors, new CellChannelOptions { UsedCalls = ["Process"] });
        WorkerClient fits = new(fitting);
        fits.SchemaChanged += (_, change) => told.TrySetResult(change);
        await fits.ProcessAsync();
        await using NumberedLoad load = new(cell.Directory, Path.Combine(cell.Directory.Path, "journals"), callers: 4, static failure => failure.Status == CellStatus.Incompatible);
        await KeptCell.UntilAsync(() => load.CountAnswers(old) > 100);

        OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("later", "later")));

        // By name, with the connections of all its channels: the five of this test.
        ClientMisfit misfit = Assert.Single(report.Misfits!);
        Assert.Equal((new CellChannelOptions().ClientName, 5, TimeSpan.FromSeconds(10)), (misfit.Name, misfit.Connections, report.DrainTimeout));
        Assert.Contains(misfit.Findings, static finding => finding.Contains("Once", StringComparison.Ordinal));
        await told.Task.WaitAsync(KeptCell.Patience);
        await KeptCell.UntilAsync(() => fits.Process() == report.ProcessId);
        int served = load.CountAnswers(old);
        await KeptCell.UntilAsync(() => load.CountAnswers(old) > served + 100);
        Assert.Contains(cell.Control.Status().Processes, process => process.ProcessId == old && process.IsDraining);

        CellException[] failures = await load.Ended.WaitAsync(KeptCell.Patience);
        Assert.All(failures, static failure =>
        {
            Assert.Equal((CellStatus.Incompatible, CallOutcome.NotExecuted), (failure.Status, failure.Outcome));
            Assert.Contains("Once", failure.Message, StringComparison.Ordinal);
        });
        // One failure ends a caller, and every other call was answered by the old process, which executed it once.
        IReadOnlyDictionary<int, ToldCall> calls = await load.StopAsync();
        Assert.Equal(4, calls.Values.Count(static call => call.Process is null));
        Assert.Equal([old], calls.Values.Where(static call => call.Process is not null).Select(static call => call.Process!.Value).Distinct());
        Assert.Equal(
            calls.Where(static call => call.Value.Process is not null).Select(static call => call.Key).Order(),
            ExecutedCall.Read(Path.Combine(cell.Directory.Path, "journals")).Select(static call => call.Number).Order());
        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(old));
    }

    [Fact]
    public async Task Process_that_serves_clients_on_ends_with_the_last_of_them_or_with_the_cell()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\ndrain_timeout = \"10m\"\n");
        int first = await cell.StartAsync();
        await using (WorkerClient leaves = cell.Connect())
        {
            await leaves.ProcessAsync();
            await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("later", "later")));
            Assert.Equal(first, await leaves.ProcessAsync());
        }

        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(first));

        OperationReport back = await cell.Control.RollBackAsync(KeptCell.Patience);
        WorkerClient stays = cell.Connect();
        await stays.ProcessAsync();
        OperationReport again = await cell.Control.RollBackAsync(KeptCell.Patience);
        Assert.Equal(back.ProcessId, await stays.ProcessAsync());
        OperationReport stop = await cell.Control.StopAsync(TimeSpan.FromMinutes(10));

        Assert.True(stop.HasDrained);
        Assert.False(KeptCell.IsAlive(back.ProcessId));
        Assert.False(KeptCell.IsAlive(again.ProcessId));
    }
}
