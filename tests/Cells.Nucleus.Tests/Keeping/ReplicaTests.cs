using System.Collections.Concurrent;
using Cells.Control;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

public sealed class ReplicaTests
{
    [Fact]
    public async Task Every_replica_is_replaced_one_after_the_other_and_a_killed_one_comes_back()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 2\n");
        await cell.StartAsync();
        int[] first = Serving(cell);
        Assert.Equal(2, first.Length);

        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));
        int[] second = Serving(cell);
        Assert.Equal(2, second.Length);
        Assert.Empty(first.Intersect(second));

        KeptCell.Signal(second[1], "-KILL");
        await KeptCell.UntilAsync(() => Serving(cell) is [_, _] third && !third.Contains(second[1]));
        Assert.Contains(second[0], Serving(cell));
    }

    [Fact]
    public async Task Calls_under_load_are_spread_over_all_replicas()
    {
        const int Calls = 3000;
        const int MostCalls = 20 * Calls;
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 3\n");
        await cell.StartAsync();
        WorkerClient client = cell.Connect();
        await ReachAllAsync(client, 3);

        ConcurrentDictionary<int, int> answered = [];
        do
        {
            // A machine that is busy elsewhere may give one of the processes no time for a while: it has fewer calls then, as it should.
            await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
                answered.AddOrUpdate(await client.ProcessAsync(cancel), 1, static (_, count) => count + 1));
        }
        while (!IsSpread(answered.Values) && answered.Values.Sum() < MostCalls);

        Assert.Equal(Serving(cell).Order(), answered.Keys.Order());
        Assert.True(IsSpread(answered.Values), string.Join(", ", answered));
    }

    [Fact]
    public async Task Number_of_replicas_changes_under_load_without_a_failed_call_and_all_get_their_share()
    {
        await using KeptCell cell = await KeptCell.OpenAsync();
        await cell.StartAsync();
        string journals = Path.Combine(cell.Directory.Path, "journals");
        await using NumberedLoad load = new(cell.Directory, journals, callers: 6);
        await KeptCell.UntilAsync(() => load.Answers > 100);

        foreach (int replicas in (int[])[3, 2, 1])
        {
            await File.WriteAllTextAsync(cell.Directory.ManifestPath, $"[cell]\nname = \"worker\"\nreplicas = {replicas}\n");
            OperationReport report = await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build($"with {replicas}")));
            Assert.Equal(OperationOutcome.Done, report.Outcome);
            int[] serving = Serving(cell);
            Assert.Equal(replicas, serving.Length);
            await KeptCell.UntilAsync(() => serving.Select(load.CountAnswers).ToArray() is var answers && answers.Sum() > 300 && IsSpread(answers));
        }

        IReadOnlyDictionary<int, ToldCall> calls = await load.StopAsync();
        Assert.All(calls.Values, static call => Assert.NotNull(call.Process));
        Assert.Equal(
            calls.Keys.Where(static number => number % 2 == 1).Order(),
            ExecutedCall.Read(journals).Select(static call => call.Number).Where(static number => number % 2 == 1).Order());
    }

    [Fact]
    public async Task Calls_with_exactly_once_delivery_are_executed_at_most_once_when_replicas_are_killed()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 3\n");
        await cell.StartAsync();
        string journals = Path.Combine(cell.Directory.Path, "journals");
        await using NumberedLoad load = new(cell.Directory, journals, callers: 8, call: static (client, journals, number) => client.ExactlyAsync(journals, number));

        for (int kill = 0; kill < 4; kill++)
        {
            await KeptCell.UntilAsync(() => Serving(cell) is [_, _, _] serving && Array.TrueForAll(serving, process => load.CountAnswers(process) > 50));
            KeptCell.Signal(Serving(cell)[kill % 3], "-KILL");
        }

        await KeptCell.UntilAsync(() => Serving(cell) is [_, _, _] serving && Array.TrueForAll(serving, process => load.CountAnswers(process) > 50));
        IReadOnlyDictionary<int, ToldCall> calls = await load.StopAsync();
        Dictionary<int, int> executed = ExecutedCall.Read(journals).GroupBy(static call => call.Number).ToDictionary(static call => call.Key, static call => call.Count());
        Assert.Empty(executed.Keys.Except(calls.Keys));
        Assert.All(calls, call => Assert.InRange(
            executed.GetValueOrDefault(call.Key),
            call.Value.Process is null ? 0 : 1,
            call.Value.Outcome == CallOutcome.NotExecuted ? 0 : 1));
        // A process that answers no more may have executed what was on its way to it: nobody can say.
        Assert.All(calls.Values.Where(static call => call.Process is null), static call => Assert.Equal(CallOutcome.Unknown, call.Outcome));
    }

    private static bool IsSpread(ICollection<int> shares) => shares.Min() * 2 * shares.Count >= shares.Sum();

    [Fact]
    public async Task Killed_replica_is_replaced_under_load_and_no_idempotent_call_fails()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 3\n");
        await cell.StartAsync();
        WorkerClient client = cell.Connect();
        await ReachAllAsync(client, 3);
        int[] before = Serving(cell);

        ConcurrentDictionary<int, bool> answered = [];
        using CancellationTokenSource enough = new();
        Task[] callers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                answered[await client.ProcessAsync()] = true;
            }
        }))];
        KeptCell.Signal(before[1], "-KILL");
        await KeptCell.UntilAsync(() => callers.Any(static caller => caller.IsCompleted) || answered.Keys.Except(before).Any());
        await enough.CancelAsync();

        await Task.WhenAll(callers);
        Assert.Equal([before[0], before[2]], Serving(cell).Intersect(before));
    }

    [Fact]
    public async Task Replicas_that_an_upgrade_replaces_serve_on_whom_it_does_not_fit_without_a_failed_call()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 2\n[life_cycle]\ndrain_timeout = \"5s\"\n");
        await cell.StartAsync();
        int[] before = Serving(cell);
        await using NumberedLoad load = new(cell.Directory, Path.Combine(cell.Directory.Path, "journals"), callers: 4, static failure => failure.Status == CellStatus.Incompatible);
        await KeptCell.UntilAsync(() => before.All(process => load.CountAnswers(process) > 20));

        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("later", "later")));

        CellException[] failures = await load.Ended.WaitAsync(KeptCell.Patience);
        IReadOnlyDictionary<int, ToldCall> calls = await load.StopAsync();
        Assert.All(failures, static failure => Assert.Equal(CallOutcome.NotExecuted, failure.Outcome));
        Assert.Equal(failures.Length, calls.Values.Count(static call => call.Process is null));
        Assert.Equal(before.Order(), calls.Values.Where(static call => call.Process is not null).Select(static call => call.Process!.Value).Distinct().Order());
    }

    [Fact]
    public async Task Each_of_several_replicas_has_a_socket_for_its_owner_until_it_ends()
    {
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 3\n");
        await cell.StartAsync();
        Assert.Equal(["replica-0.sock", "replica-1.sock", "replica-2.sock"], Sockets(cell));
        Assert.All(
            Directory.GetFiles(cell.Directory.PublicPath),
            static socket => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket)));

        await File.WriteAllTextAsync(cell.Directory.ManifestPath, "[cell]\nname = \"worker\"\nreplicas = 2\n");
        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));
        await KeptCell.UntilAsync(() => Sockets(cell).SequenceEqual(["replica-0.sock", "replica-1.sock"]) && cell.Control.Status().Processes.Length == 2);
        Assert.Equal(["replica-0.sock", "replica-1.sock"], Sockets(cell));

        await File.WriteAllTextAsync(cell.Directory.ManifestPath, "[cell]\nname = \"worker\"\n");
        await cell.Control.RestartAsync(KeptCell.Order(KeptCell.Build("third")));
        await KeptCell.UntilAsync(() => Sockets(cell).Length == 0);
        Assert.Equal(Assert.Single(Serving(cell)), await cell.Connect().ProcessAsync());
    }

    private static string[] Sockets(KeptCell cell)
        => [.. Directory.GetFiles(cell.Directory.PublicPath, "replica-*").Select(static socket => Path.GetFileName(socket)).Order(StringComparer.Ordinal)];

    private static async Task ReachAllAsync(WorkerClient client, int count)
    {
        using CancellationTokenSource overdue = new(KeptCell.Patience);
        for (HashSet<int> reached = []; reached.Count < count;)
        {
            reached.Add(await client.ProcessAsync(overdue.Token));
        }
    }

    private static int[] Serving(KeptCell cell)
        => [.. cell.Control.Status().Processes.Where(static process => !process.IsDraining).OrderBy(static process => process.Replica).Select(static process => process.ProcessId)];
}
