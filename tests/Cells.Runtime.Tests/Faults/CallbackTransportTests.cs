using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What callbacks do, whatever carries their connection.</summary>
public class CallbackTransportTests
{
    private readonly CallbackCell _cell = new();

    public static TheoryData<Carrier, int> Carriers => Link.Carriers();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Callback_gets_its_arguments_and_its_result_comes_back(Carrier carrier, int seed)
    {
        string text = new('ü', 20_000);
        List<string> told = [];
        _cell.Run = async (value, work, _) =>
        {
            await work!.TellAsync(text);
            return await work.AskAsync(value);
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;

        int result = await client.RunAsync(20, new Work
        {
            Ask = static (value, _) => new(2 * value),
            Tell = text =>
            {
                told.Add(text);
                return default;
            },
        });

        Assert.Equal(40, result);
        Assert.Equal([text], told);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Callbacks_at_once_get_each_its_own_answer_and_may_call_the_cell(Carrier carrier, int seed)
    {
        const int Count = 100;
        _cell.Run = static async (_, work, _) =>
        {
            int[] answers = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => work!.AskAsync(i).AsTask()));
            Assert.Equal(Enumerable.Range(0, Count).Select(static i => i + 1), answers);
            return answers.Length;
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;

        Assert.Equal(Count, await client.RunAsync(0, new Work { Ask = (value, cancel) => client.AddAsync(value, 1, cancel) }));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Stream_that_asks_for_each_item_goes_on_to_its_end(Carrier carrier, int seed)
    {
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;

        List<int> items = await client.AskEachAsync(50, new Work { Ask = static (value, _) => new(3 * value) }).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 50).Select(static i => 3 * i), items);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Declared_error_of_a_callback_arrives_as_its_type(Carrier carrier, int seed)
    {
        _cell.Run = static async (value, work, _) =>
        {
            EchoFailed error = await Assert.ThrowsAsync<EchoFailed>(async () => await work!.TellAsync("x"));
            Assert.Equal((CellStatus.NotFound, "on the shelf", CallOutcome.Executed), (error.Status, error.Detail, error.Outcome));
            return value;
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;

        Assert.Equal(3, await client.RunAsync(3, new Work { Tell = static _ => throw new EchoFailed(CellStatus.NotFound, "nothing here") { Detail = "on the shelf" } }));
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Callback_that_is_cancelled_touches_no_other(Carrier carrier, int seed)
    {
        Work work = Work.Waiting();
        _cell.Run = async (value, proxy, _) =>
        {
            using CancellationTokenSource cancel = new();
            Task cancelled = proxy!.AskAsync(1, cancel.Token).AsTask();
            await work.WaitForAskAsync();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            await work.Cancelled.Task;
            await proxy.TellAsync("still there");
            return value;
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;

        Assert.Equal(3, await client.RunAsync(3, work));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Call_that_is_cancelled_ends_its_callbacks_at_both_ends(Carrier carrier, int seed)
    {
        Work work = Work.Waiting();
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cell.Run = async (value, proxy, _) =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await proxy!.AskAsync(1));
            seen.SetResult();
            return value;
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;
        using CancellationTokenSource cancel = new();
        Task call = client.RunAsync(1, work, cancel.Token).AsTask();
        await work.WaitForAskAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await work.Cancelled.Task;
        await seen.Task;
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Connection_that_ends_fails_callbacks_with_their_outcome_and_cancels_them(Carrier carrier, int seed)
    {
        Work work = Work.Waiting();
        TaskCompletionSource<CellException> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cell.Run = async (value, proxy, _) =>
        {
            seen.SetResult(await Assert.ThrowsAsync<CellException>(async () => await proxy!.AskAsync(1)));
            return value;
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;
        Task call = client.RunAsync(1, work).AsTask();
        await work.WaitForAskAsync();

        link.Cut();

        CellException ofCall = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (ofCall.Status, ofCall.Outcome));
        CellException ofCallback = await seen.Task;
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (ofCallback.Status, ofCallback.Outcome));
        await work.Cancelled.Task;
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Draining_server_goes_on_to_call_back_for_what_it_accepted(Carrier carrier, int seed)
    {
        TaskCompletionSource drains = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cell.Run = async (value, work, _) =>
        {
            begun.SetResult();
            await drains.Task;
            return await work!.AskAsync(value);
        };
        (Link link, CallbackClient client) = Link.OpenCallbacks(carrier, seed, _cell);
        await using Link owned = link;
        Task<int> call = client.RunAsync(4, new Work { Ask = static (value, _) => new(value * value) }).AsTask();
        await begun.Task;

        Task draining = link.Server.Server.DrainAsync(TimeSpan.FromMinutes(1), "an upgrade");
        drains.SetResult();

        Assert.Equal(16, await call);
        await draining;
    }
}
