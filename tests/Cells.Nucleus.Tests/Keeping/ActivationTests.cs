using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class ActivationTests
{
    [Fact]
    public async Task First_callers_of_an_idle_cell_wait_and_are_served()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        Assert.Equal(OperationOutcome.Done, (await cell.Control.StartAsync(KeptCell.Order(isIdle: true))).Outcome);
        Assert.Empty(cell.Control.Status().Processes);

        int[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cell.Connect().ProcessAsync().AsTask()));

        Assert.Equal(Assert.Single(cell.Control.Status().Processes).ProcessId, Assert.Single(answers.Distinct()));
        Assert.Equal(NucleusCondition.Running, cell.Control.Status().Condition);
    }

    [Fact]
    public async Task First_caller_waits_for_longer_than_a_connection_may_take_while_the_cell_starts()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        await cell.Control.StartAsync(KeptCell.Order(KeptCell.Build(mode: "slow"), isIdle: true));
        CellChannelOptions impatient = new() { Limits = CellLimits.Default with { ConnectTimeout = TimeSpan.FromMilliseconds(50) } };
        await using WorkerClient client = new(CellChannel.ForDirectory(cell.Directory.Path, WorkerContract.Contract, Hosting.CellSystemClient.NoErrors, impatient));

        int answered = await client.With(CallOptions.None with { Deadline = KeptCell.Patience }).ProcessAsync();

        Assert.Equal(Assert.Single(cell.Control.Status().Processes).ProcessId, answered);
    }

    [Fact]
    public async Task Idle_cell_ends_and_the_next_call_on_an_old_client_starts_it_again()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\nidle_timeout = \"1s\"\n", KeptCell.Quick);
        int first = await cell.StartAsync();
        WorkerClient client = cell.Connect();
        Assert.Equal(first, await client.ProcessAsync());

        // Idle is told first: a call that comes before the process has said that it goes is still answered.
        await cell.UntilAsync(NucleusCondition.Idle);
        await KeptCell.UntilAsync(() => !KeptCell.IsAlive(first));
        int second = await client.ProcessAsync();

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Open_stream_keeps_a_cell_from_being_idle()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\nidle_timeout = \"1s\"\n", KeptCell.Quick);
        int process = await cell.StartAsync();
        long begun = TimeProvider.System.GetTimestamp();

        // Twice the idle time, by the clock that the nucleus has.
        await foreach (int _ in cell.Connect().CountAsync())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(2))
            {
                break;
            }
        }

        Assert.Equal(process, Assert.Single(cell.Control.Status().Processes).ProcessId);
    }

    [Fact]
    public async Task Question_for_the_schema_of_an_idle_cell_starts_nothing()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        await cell.Control.StartAsync(KeptCell.Order(KeptCell.Build() with { Schema = WorkerContract.Contract.Schema, Contract = new("worker", WorkerContract.Contract.Fingerprint, "1.0.0") }, isIdle: true));

        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(cell.Directory.QuestionSocketPath, includeSchema: true, KeptCell.Patience);

        Assert.Equal((WorkerContract.Contract.Fingerprint, WorkerContract.Contract.Schema), (answer.Fingerprint, answer.Schema));
        Assert.Equal(WorkerContract.Contract.Schema, await File.ReadAllTextAsync(cell.Directory.SchemaPath));
        Assert.Equal((NucleusCondition.Idle, true), (cell.Control.Status().Condition, CellState.Read(cell.Directory)!.IsIdle));
    }

    [Fact]
    public async Task Schema_of_a_cell_is_known_to_the_next_nucleus_before_anything_runs()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n[life_cycle]\nauto_cleanup = false\n");
        await using (KeptCell first = await KeptCell.OpenAsync(cell.Directory))
        {
            await first.StartAsync(new BuildReference("first", KeptCell.Dotnet, [typeof(WorkerClient).Assembly.Location]));
            await first.StopAsync();
        }

        await using KeptCell second = await KeptCell.OpenAsync(cell.Directory);
        await second.Control.StartAsync(KeptCell.Order(isIdle: true) with { Build = null });

        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(cell.Directory.QuestionSocketPath, includeSchema: true, KeptCell.Patience);
        Assert.Equal((WorkerContract.Contract.Fingerprint, WorkerContract.Contract.Schema), (answer.Fingerprint, answer.Schema));
        Assert.Empty(second.Control.Status().Processes);
    }

    [Fact]
    public async Task Unused_cell_goes_away_where_its_manifest_says_so()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("[life_cycle]\nidle_timeout = \"1s\"\nretire_when_unused = true\n", KeptCell.Quick);
        await cell.StartAsync();
        await using (WorkerClient client = cell.Connect())
        {
            await client.ProcessAsync();
        }

        Assert.True(await cell.Running.WaitAsync(KeptCell.Patience));
        Assert.Equal([cell.Directory.LockPath, cell.Directory.PublicPath], TemporaryCell.Entries(cell.Directory.RunPath));
        Assert.Empty(TemporaryCell.Entries(cell.Directory.PublicPath));
    }
}
