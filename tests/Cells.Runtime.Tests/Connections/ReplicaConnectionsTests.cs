using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

/// <summary>How a channel spreads its calls over the replicas of a cell.</summary>
public class ReplicaConnectionsTests
{
    [Fact]
    public async Task Calls_go_to_the_less_loaded_of_two()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Replicas replicas = new(2, async (_, text) =>
        {
            if (text == "hold")
            {
                await open.Task;
            }

            return text;
        });
        await using ScriptedClient client = replicas.Shared.CreateClient();
        await replicas.ReachAsync(client, 2);
        int[] before = replicas.Handled;

        Task<string>[] held = [.. Enumerable.Range(0, 10).Select(_ => client.RunAsync("hold").AsTask())];
        await Condition.WaitAsync(() => replicas.Handled.Sum() == before.Sum() + 10);

        Assert.Equal([5, 5], replicas.Handled.Zip(before, static (after, first) => after - first));
        open.SetResult();
        await Task.WhenAll(held);
    }

    [Fact]
    public async Task Channel_has_at_most_four_connections_each_to_another_replica()
    {
        await using Replicas replicas = new(6, static (_, text) => new(text));
        await using ScriptedClient client = replicas.Shared.CreateClient();
        await replicas.ReachAsync(client, ReplicaConnections.Most);

        for (int i = 0; i < 200; i++)
        {
            await client.RunAsync("x");
        }

        // The one that the shared socket led to may have been left for another.
        await Condition.WaitAsync(() => replicas.Servers.Sum(static server => server.Server.ConnectionCount) == ReplicaConnections.Most);
        Assert.Equal(ReplicaConnections.Most, replicas.Servers.Count(static server => server.Server.ConnectionCount == 1));
    }

    [Fact]
    public async Task Channels_choose_among_more_replicas_whichever_the_shared_socket_leads_to()
    {
        const int Clients = 40;
        await using Replicas replicas = new(8, static (_, text) => new(text));
        List<ScriptedClient> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            clients.Add(replicas.Shared.CreateClient());
        }

        foreach (ScriptedClient client in clients)
        {
            for (int i = 0; i < 100; i++)
            {
                await client.RunAsync("x");
            }
        }

        await Condition.WaitAsync(() => replicas.Servers.Sum(static server => server.Server.ConnectionCount) == ReplicaConnections.Most * Clients);
        // With one chance in 2 for each client, all of them are on that one once in 10 ^ 12.
        Assert.InRange(replicas.Servers[0].Server.ConnectionCount, 0, Clients - 1);
        foreach (ScriptedClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Lost_replica_leaves_the_others_in_use_and_is_reached_again_when_it_is_back()
    {
        await using Replicas replicas = new(3, static (_, text) => new(text));
        await using ScriptedClient client = replicas.Shared.CreateClient();
        await replicas.ReachAsync(client, 3);

        ScriptedTarget lost = replicas.Ways[2];
        lost.Failures = int.MaxValue;
        lost.Last!.Dispose();
        int attempts = lost.Attempts;
        await Condition.WaitAsync(() => replicas.Servers[2].Server.ConnectionCount == 0);
        int handled = replicas.Handled[2];
        while (lost.Attempts < attempts + 2)
        {
            Assert.Equal("x", await client.RunAsync("x", ScriptedClient.Idempotent));
        }

        Assert.Equal(handled, replicas.Handled[2]);
        lost.Failures = 0;
        await replicas.UntilAsync(client, () => replicas.Handled[2] > handled);
        Assert.Equal(1, replicas.Shared.Attempts);
    }

    [Fact]
    public async Task Only_process_is_reached_by_one_connection()
    {
        await using Replicas replicas = new(1, static (_, text) => new(text));
        await using ScriptedClient client = replicas.Shared.CreateClient();

        for (int i = 0; i < 50; i++)
        {
            await client.RunAsync("x");
        }

        Assert.Equal((1, 0), (replicas.Shared.Attempts, replicas.Ways[0].Attempts));
    }

    [Fact]
    public async Task Call_with_exactly_once_delivery_stays_with_the_process_that_it_was_sent_to()
    {
        await using Replicas replicas = new(3, async (call, text) =>
        {
            await Task.Yield();
            if (text != "x")
            {
                // Executed, and its reply is lost.
                call.Connection.Abort(new IOException("cut"));
            }

            return text;
        });
        await using ScriptedClient client = replicas.Shared.CreateClient();
        await replicas.ReachAsync(client, 3);
        int before = replicas.Handled.Sum();

        for (int i = 0; i < 20; i++)
        {
            string text = $"call {i}";
            Assert.Equal(text, await client.RunAsync(text, ScriptedClient.ExactlyOnce));
        }

        Assert.Equal(20, replicas.Handled.Sum() - before);
    }

    [Fact]
    public async Task Channel_that_is_disposed_connects_no_more()
    {
        await using Replicas replicas = new(3, static (_, text) => new(text));
        ScriptedClient client = replicas.Shared.CreateClient();
        await replicas.ReachAsync(client, 3);
        await client.DisposeAsync();
        int attempts = replicas.Ways.Sum(static way => way.Attempts);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(CellStatus.Cancelled, error.Status);
        Assert.Equal(attempts, replicas.Ways.Sum(static way => way.Attempts));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(299, 300)]
    public void Welcome_tells_the_replica(int number, int count)
    {
        ReplicaPlace place = new(number, count);

        Assert.Equal(place, Welcome.Read(Write(place)).Replica);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 70_000)]
    public void Welcome_of_a_replica_that_cannot_be_is_refused(int number, int count)
        => Assert.Throws<CellProtocolException>(() => Welcome.Read(Write(new ReplicaPlace(number, count))));

    private static byte[] Write(ReplicaPlace place)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        Welcome welcome = new() { ServerName = "a", ServerVersion = "1.0.0", Contract = "C", Fingerprint = "", Incarnation = Guid.NewGuid(), Replica = place };
        welcome.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The replicas of one cell in this process. The socket that they share leads to the first.</summary>
    private sealed class Replicas : IAsyncDisposable
    {
        private readonly ScriptedCell[] _cells;

        public Replicas(int count, Func<ServerCall, string, ValueTask<string>> handler)
        {
            _cells = [.. Enumerable.Range(0, count).Select(_ => new ScriptedCell(handler))];
            Servers = [.. _cells.Select((cell, replica) => new TestServer(dispatcher: cell, replica: new ReplicaPlace(replica, count)))];
            Ways = [.. Servers.Select(static server => new ScriptedTarget(server))];
            Shared = new ScriptedTarget(Servers[0]) { Replicas = Ways };
            foreach (ScriptedTarget way in Ways)
            {
                way.Replicas = Ways;
            }
        }

        public TestServer[] Servers { get; }

        public ScriptedTarget[] Ways { get; }

        public ScriptedTarget Shared { get; }

        public int[] Handled => [.. _cells.Select(static cell => cell.Handled)];

        /// <summary>Calls until so many replicas were called.</summary>
        public Task ReachAsync(ScriptedClient client, int count) => UntilAsync(client, () => Handled.Count(static handled => handled > 0) == count);

        public async Task UntilAsync(ScriptedClient client, Func<bool> condition)
        {
            using CancellationTokenSource overdue = new(TimeSpan.FromMinutes(1));
            while (!condition())
            {
                Assert.Equal("x", await client.RunAsync("x", cancel: overdue.Token));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (TestServer server in Servers)
            {
                await server.DisposeAsync();
            }
        }
    }
}
