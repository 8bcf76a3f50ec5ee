using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

/// <summary>The places for calls in flight, of which both sides count the same.</summary>
public class PlaceTests
{
    private static readonly CellLimits One = new() { MaxInflight = 1 };

    [Fact]
    public async Task Call_that_is_cancelled_keeps_its_place_until_the_server_has_answered()
    {
        ManualClock clock = new();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (_, text) =>
        {
            begun.TrySetResult();
            await open.Task;
            return text;
        });
        await using TestServer server = new(One, clock, dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { TimeProvider = clock });
        using CancellationTokenSource cancelling = new();
        Task<string> cancelled = client.RunAsync("first", cancel: cancelling.Token).AsTask();
        await begun.Task;
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Task<string> second = client.WithDeadline(TimeSpan.FromSeconds(1)).RunAsync("second").AsTask();
        clock.Advance(TimeSpan.FromSeconds(2));

        // The client waited for a place: the server was not asked.
        CellException error = await Assert.ThrowsAsync<CellException>(() => second);
        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Contains("the deadline passed while the connection had all its calls in flight", error.Message, StringComparison.Ordinal);
        open.SetResult();
        Assert.Equal("third", await client.RunAsync("third"));
    }

    [Fact]
    public async Task Calls_that_are_cancelled_at_once_never_exhaust_the_servers_places()
    {
        await using TestServer server = new(One);
        await using EchoClient client = server.CreateClient();
        for (int i = 0; i < 200; i++)
        {
            using CancellationTokenSource cancelling = new();
            Task cancelled = client.WaitAsync(cancelling.Token).AsTask();
            await server.Cell.WaitForWaitersAsync(1);
            await cancelling.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            Assert.Equal(i, await client.AddAsync(i, 0));
        }
    }

    [Fact]
    public async Task Callback_that_is_cancelled_keeps_its_place_until_the_client_has_answered()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Work work = new()
        {
            Ask = async (value, _) =>
            {
                begun.TrySetResult();
                await open.Task;
                return value;
            },
        };
        CallbackCell cell = new()
        {
            Run = async (value, proxy, _) =>
            {
                using CancellationTokenSource cancelling = new();
                Task<int> cancelled = proxy!.AskAsync(1, cancelling.Token).AsTask();
                await begun.Task;
                await cancelling.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
                CellException error = await Assert.ThrowsAsync<CellException>(async () => await proxy.AskAsync(2));
                Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (error.Status, error.Outcome));
                Assert.Contains("has 1 callbacks in flight", error.Message, StringComparison.Ordinal);
                open.SetResult();
                return await AskUntilThereIsAPlaceAsync(proxy, value);
            },
        };
        await using TestServer server = new(dispatcher: new CellDispatcher<CallbackCell>(cell));
        await using CallbackClient client = CallbackClient.Of(server, new CellChannelOptions { Limits = One, ClientName = "tester" });

        Assert.Equal(5, await client.RunAsync(5, work));
    }

    private static async Task<int> AskUntilThereIsAPlaceAsync(WorkProxy proxy, int value)
    {
        while (true)
        {
            try
            {
                return await proxy.AskAsync(value);
            }
            catch (CellException e) when (e.Message.StartsWith("Test.IWork.Ask: 'tester' has 1 callbacks in flight", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }
}
