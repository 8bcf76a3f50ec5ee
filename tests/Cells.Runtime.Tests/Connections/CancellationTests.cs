using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class CancellationTests
{
    [Fact]
    public async Task Cancel_by_the_caller_reaches_the_handler()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        using CancellationTokenSource cancel = new();
        Task call = client.WaitAsync(cancel.Token).AsTask();
        await server.Cell.Waiting.Task;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await server.Cell.Cancelled.Task;
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Cancel_before_the_call_sends_nothing()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.AddAsync(1, 2, new CancellationToken(canceled: true)));
        Assert.Equal(0, server.Cell.Handled);
    }

    [Fact]
    public async Task Cancel_racing_with_answers_never_mixes_calls_up()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (int i = 0; i < 300; i++)
            {
                using CancellationTokenSource cancel = new();
                ValueTask<int> call = client.AddAsync(worker, i, cancel.Token);
                if (i % 2 == 0)
                {
                    await cancel.CancelAsync();
                }

                try
                {
                    Assert.Equal(worker + i, await call);
                }
                catch (OperationCanceledException)
                {
                    Assert.Equal(0, i % 2);
                }
            }
        })));
    }

    [Fact]
    public async Task Disconnect_of_the_client_cancels_its_handlers()
    {
        await using TestServer server = new();
        EchoClient client = server.CreateClient();
        Task call = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;

        await client.DisposeAsync();

        await server.Cell.Cancelled.Task;
        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Cancelled, error.Status);
    }

    [Fact]
    public async Task Deadline_passing_at_the_client_ends_the_call_and_cancels_the_handler()
    {
        ManualClock clock = new();
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient(clock: clock);
        Task call = client.WaitASecondAsync().AsTask();
        await server.Cell.Waiting.Task;

        clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(502));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(CallOutcome.Unknown, error.Outcome);
        await server.Cell.Cancelled.Task;
    }

    [Fact]
    public async Task Deadline_passing_at_the_server_cancels_the_handler()
    {
        ManualClock serverClock = new();
        await using TestServer server = new(clock: serverClock);
        await using EchoClient client = server.CreateClient(clock: new ManualClock());
        Task call = client.WaitASecondAsync().AsTask();
        await server.Cell.Waiting.Task;
        Assert.Equal(TimeSpan.FromSeconds(1), server.Cell.LastRemaining);

        serverClock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
    }

    [Fact]
    public async Task Deadline_passing_while_all_places_are_taken_exhausts_the_resource()
    {
        ManualClock clock = new();
        await using TestServer server = new(new CellLimits { MaxInflight = 1 });
        await using EchoClient client = server.CreateClient(clock: clock);
        Task first = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;
        Task second = client.WaitASecondAsync().AsTask();

        clock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => second);
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        server.Cell.Open();
        await first;
    }

    [Fact]
    public async Task Deadline_and_chain_are_inherited_by_calls_that_a_handler_makes()
    {
        await using TestServer last = new();
        await using TestServer middle = new();
        await using TestServer first = new();
        await using EchoClient toLast = last.CreateClient();
        await using EchoClient toMiddle = middle.CreateClient();
        middle.Cell.Next = toLast;
        first.Cell.Next = toMiddle;
        await using EchoClient client = first.CreateClient();

        Assert.Equal(3, await client.RelayTwiceAsync());

        Assert.Equal(["Test.Echo#7", "Test.Echo#5"], last.Cell.LastChain);
        Assert.InRange(Assert.NotNull(last.Cell.LastRemaining), TimeSpan.FromTicks(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Cell_that_calls_itself_in_a_loop_is_stopped()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        server.Cell.Loop = client;
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.LoopAsync());
        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Contains("which is a loop", error.Message, StringComparison.Ordinal);
        Assert.Equal(33, server.Cell.Handled);
    }

    [Fact]
    public async Task Error_of_a_cell_further_down_carries_the_chain()
    {
        TestServer last = new();
        await using TestServer first = new();
        await using EchoClient toLast = last.CreateClient();
        first.Cell.Next = toLast;
        await last.DisposeAsync();
        await using EchoClient client = first.CreateClient();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RelayAsync());

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal(["Test.Echo#5: Unavailable"], error.Chain);
    }
}
