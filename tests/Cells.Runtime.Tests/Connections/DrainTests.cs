using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class DrainTests
{
    [Fact]
    public async Task Drain_waits_for_the_calls_in_flight()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Task call = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;

        Task stopping = server.StopAsync();
        Assert.False(stopping.IsCompleted);
        server.Cell.Open();

        await call;
        await stopping;
        Assert.Equal(0, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Drain_that_takes_too_long_cancels_the_handlers()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Task call = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;

        await server.StopAsync(TimeSpan.Zero);

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Cancelled, error.Status);
        await server.Cell.Cancelled.Task;
    }

    [Fact]
    public async Task Restart_between_calls_is_not_noticed()
    {
        using TemporaryDirectory directory = new();
        string socket = directory.File("cell.sock");
        TestServer first = new(socketPath: socket);
        await using EchoClient client = first.CreateClient();
        Assert.Equal(3, await client.AddAsync(1, 2));
        await first.DisposeAsync();

        await using TestServer second = new(socketPath: socket);
        Assert.Equal(7, await client.AddAsync(3, 4));
        Assert.Equal(1, second.Cell.Handled);
    }

    [Fact]
    public async Task Restart_under_load_loses_no_call()
    {
        using TemporaryDirectory directory = new();
        string socket = directory.File("cell.sock");
        TestServer server = new(socketPath: socket);
        await using EchoClient client = server.CreateClient();
        using CancellationTokenSource enough = new();
        Task<int>[] workers = [.. Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            int calls = 0;
            for (; !enough.IsCancellationRequested; calls++)
            {
                Assert.Equal(worker + calls, await client.AddAsync(worker, calls));
            }

            return calls;
        }))];
        for (int restart = 0; restart < 5; restart++)
        {
            while (server.Cell.Handled < 50)
            {
                await Task.Delay(1);
            }

            // As an upgrade does: the new one listens before the old one goes.
            TestServer next = new(socketPath: socket);
            await server.DisposeAsync();
            server = next;
        }

        await enough.CancelAsync();
        int[] calls = await Task.WhenAll(workers);
        Assert.All(calls, static count => Assert.NotEqual(0, count));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Call_where_nothing_listens_says_how_to_start_the_cell()
    {
        using TemporaryDirectory directory = new();
        string cell = directory.File("my cell");
        Directory.CreateDirectory(cell);
        await using CellChannel channel = CellChannel.ForDirectory(cell, EchoCell.TestContract, EchoClient.ReadError);
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await new EchoClient(channel).AddAsync(1, 2));
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(
            $"cell 'my cell' is not running: nothing listens at {cell}/run/public/cell.sock; start it with: cells start '{cell}'", error.Message);
    }

    [Fact]
    public async Task Call_after_dispose_is_cancelled()
    {
        await using TestServer server = new();
        EchoClient client = server.CreateClient();
        await client.AddAsync(1, 2);
        await client.DisposeAsync();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.AddAsync(1, 2));
        Assert.Equal(CellStatus.Cancelled, error.Status);
    }
}
