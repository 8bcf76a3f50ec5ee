using System.Collections.Concurrent;
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
        await using KeptCell cell = await KeptCell.OpenAsync("replicas = 3\n");
        await cell.StartAsync();
        WorkerClient client = cell.Connect();
        await ReachAllAsync(client, 3);

        ConcurrentDictionary<int, int> answered = [];
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
            answered.AddOrUpdate(await client.ProcessAsync(cancel), 1, static (_, count) => count + 1));

        Assert.Equal(Serving(cell).Order(), answered.Keys.Order());
        Assert.All(answered.Values, static count => Assert.InRange(count, Calls / 3 / 2, Calls));
    }

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
