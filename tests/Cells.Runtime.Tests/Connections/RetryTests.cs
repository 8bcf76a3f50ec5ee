using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

/// <summary>What becomes of calls when their connection, or their cell, goes.</summary>
public class RetryTests
{
    [Fact]
    public async Task Call_cut_off_is_not_made_again()
    {
        ScriptedCell cell = CuttingOnce();
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.Unknown, error.Outcome);
        Assert.Equal(1, cell.Handled);
        Assert.Equal("y", await client.RunAsync("y"));
    }

    [Fact]
    public async Task Idempotent_call_cut_off_is_made_again()
    {
        ScriptedCell cell = CuttingOnce();
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        Assert.Equal("x", await client.RunAsync("x", ScriptedClient.Idempotent));

        Assert.Equal(2, cell.Handled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_made_while_the_cell_restarts_waits_for_it(bool hasDeadline)
    {
        ScriptedCell cell = new(static (_, text) => new(text));
        await using TestServer server = new(dispatcher: cell);
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        await client.RunAsync("before");
        await CutAsync(target, client);
        target.Failures = 4;

        ScriptedClient patient = hasDeadline ? client.WithDeadline(TimeSpan.FromMinutes(5)) : client;

        Assert.Equal("after", await patient.RunAsync("after"));
        Assert.Equal(6, target.Attempts);
    }

    [Fact]
    public async Task Call_to_a_cell_that_never_ran_fails_at_once()
    {
        await using TestServer server = new();
        ScriptedTarget target = new(server) { Failures = 100 };
        await using ScriptedClient client = target.CreateClient();

        CellException error = await Assert.ThrowsAsync<CellException>(
            async () => await client.WithDeadline(TimeSpan.FromMinutes(5)).RunAsync("x", ScriptedClient.Idempotent));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains("start it", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, target.Attempts);
    }

    [Fact]
    public async Task Call_to_a_cell_that_stopped_a_while_ago_fails_at_once()
    {
        ManualClock clock = new();
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, text) => new(text)));
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient(new CellChannelOptions { TimeProvider = clock });
        await client.RunAsync("before");
        await CutAsync(target, client);
        target.Failures = 100;
        await Condition.WaitAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            return !client.Channel.Connector.MayBeRestarting;
        });

        CellException error = await Assert.ThrowsAsync<CellException>(
            async () => await client.WithDeadline(TimeSpan.FromMinutes(5)).RunAsync("after", ScriptedClient.Idempotent));

        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains("start it", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, target.Attempts);
    }

    [Fact]
    public async Task Call_without_a_deadline_is_made_a_bounded_number_of_times()
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, text) => new(text)));
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        await client.RunAsync("before");
        await CutAsync(target, client);
        target.Failures = 100;

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("after"));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(1 + CallAttempts.Most, target.Attempts);
    }

    [Fact]
    public async Task Call_whose_deadline_passes_while_the_cell_restarts_says_why()
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, text) => new(text)));
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        await client.RunAsync("before");
        await CutAsync(target, client);
        target.Failures = int.MaxValue;

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.WithDeadline(TimeSpan.FromMilliseconds(300)).RunAsync("after"));

        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains("start it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_in_doubt_stays_so_whatever_becomes_of_its_repetitions()
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static async (call, text) =>
        {
            await Task.Yield();
            call.Connection.Abort(new IOException("cut"));
            return text;
        }));
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        await client.Channel.ConnectAsync();
        target.Failures = int.MaxValue;

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x", ScriptedClient.Idempotent));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.Unknown, error.Outcome);
    }

    [Fact]
    public async Task Call_waiting_for_a_place_moves_on_when_the_server_goes_away()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestServer first = new(new CellLimits { MaxInflight = 1 }, dispatcher: new ScriptedCell(async (_, text) =>
        {
            entered.TrySetResult();
            await open.Task;
            return "first " + text;
        }));
        await using TestServer second = new(dispatcher: new ScriptedCell(static (_, text) => new("second " + text)));
        ScriptedTarget target = new(first);
        await using ScriptedClient client = target.CreateClient();
        Task<string> held = client.RunAsync("a").AsTask();
        await entered.Task;
        Task<string> waiting = client.RunAsync("b").AsTask();
        target.Server = second;

        Task stopping = first.StopAsync();

        Assert.Equal("second b", await waiting);
        open.SetResult();
        Assert.Equal("first a", await held);
        await stopping;
    }

    // The client ends its side, as when the other is gone.
    private static Task CutAsync(ScriptedTarget target, ScriptedClient client)
    {
        target.Last!.Dispose();
        return Condition.WaitAsync(() => !client.Channel.Connector.IsConnected);
    }

    private static ScriptedCell CuttingOnce()
    {
        int calls = 0;
        return new ScriptedCell(async (call, text) =>
        {
            await Task.Yield();
            if (Interlocked.Increment(ref calls) == 1)
            {
                call.Connection.Abort(new IOException("cut"));
            }

            return text;
        });
    }
}
