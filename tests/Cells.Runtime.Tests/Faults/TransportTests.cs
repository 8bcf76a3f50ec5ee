using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What a connection does, whatever carries it.</summary>
public class TransportTests
{
    public static TheoryData<Carrier, int> Carriers => Link.Carriers();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Call_is_answered(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
        Assert.Equal("Ünïcödé", await link.Client.EchoAsync("Ünïcödé"));
        Assert.Equal("from the pool", await link.Client.EchoBlockingAsync("from the pool"));
        Assert.Equal(7, link.Client.Add(3, 4));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Declared_error_arrives_as_its_type(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        EchoFailed error = await Assert.ThrowsAsync<EchoFailed>(async () => await link.Client.FailAsync("declared"));
        Assert.Equal((CellStatus.NotFound, "on the shelf", CallOutcome.Executed), (error.Status, error.Detail, error.Outcome));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Unhandled_error_crosses_as_an_id(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await link.Client.FailAsync("unhandled"));
        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.Contains(link.Server.Log.Entries, entry => entry.Message.Contains(error.ErrorId!, StringComparison.Ordinal));
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Arguments_that_cannot_be_read_are_refused_and_the_connection_lives(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await link.Client.AddTextAsync("no numbers"));
        Assert.Equal((CellStatus.InvalidArgument, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Cancellation_reaches_the_handler_and_touches_no_other_call(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        using CancellationTokenSource cancel = new();
        Task cancelled = link.Client.WaitAsync(cancel.Token).AsTask();
        Task other = link.Client.WaitAsync().AsTask();
        await link.Cell.WaitForWaitersAsync(2);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await link.Cell.Cancelled.Task;
        Assert.False(other.IsCompleted);
        link.Cell.Open();
        await other;
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Deadline_ends_the_call_at_both_ends(Carrier carrier, int seed)
    {
        ManualClock clock = new();
        await using Link link = Link.Open(carrier, seed, clock: clock);
        Task call = link.Client.WaitASecondAsync().AsTask();
        await link.Cell.Waiting.Task;
        Assert.Equal(TimeSpan.FromSeconds(1), link.Cell.LastRemaining);

        // Timers count whole milliseconds, and the client adds one.
        clock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        await link.Cell.Cancelled.Task;
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Large_payload_crosses_whole(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        string text = string.Create(100_000, seed, static (target, seed) =>
        {
            Random random = new(seed);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (char)random.Next('0', 'z');
            }
        });
        Assert.Equal(text, await link.Client.EchoAsync(text));
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Calls_in_flight_get_each_its_own_answer(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        Task<int>[] sums = [.. Enumerable.Range(0, 300).Select(i => link.Client.AddAsync(i, seed % 1000).AsTask())];
        Task<string>[] echoes = [.. Enumerable.Range(0, 50).Select(i => link.Client.EchoBlockingAsync($"text {i}").AsTask())];
        Assert.Equal(Enumerable.Range(0, 300).Select(i => i + (seed % 1000)), await Task.WhenAll(sums));
        Assert.Equal(Enumerable.Range(0, 50).Select(static i => $"text {i}"), await Task.WhenAll(echoes));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Calls_over_max_inflight_wait_for_their_turn(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed, new CellLimits { MaxInflight = 2 });
        Task[] waiting = [link.Client.WaitAsync().AsTask(), link.Client.WaitAsync().AsTask()];
        await link.Cell.WaitForWaitersAsync(2);
        Task<int>[] held = [.. Enumerable.Range(0, 20).Select(i => link.Client.AddAsync(i, i).AsTask())];
        Assert.Equal(2, link.Cell.Handled);

        link.Cell.Open();

        await Task.WhenAll(waiting);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => 2 * i), await Task.WhenAll(held));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Message_over_max_frame_fails_its_call_and_the_connection_lives(Carrier carrier, int seed)
    {
        CellLimits small = new() { MaxFrame = 1024 };
        await using Link link = Link.Open(carrier, seed, CellLimits.Default, serverLimits: small);
        CellException request = await Assert.ThrowsAsync<CellException>(async () => await link.Client.EchoAsync(new string('x', 2000)));
        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (request.Status, request.Outcome));
        Assert.Equal(0, link.Cell.Handled);
        Assert.Equal(3, await link.Client.AddAsync(1, 2));

        await using Link other = Link.Open(carrier, seed, small, serverLimits: CellLimits.Default);
        CellException response = await Assert.ThrowsAsync<CellException>(async () => await other.Client.EchoAsync(new string('x', 2000)));
        Assert.Equal(CellStatus.ResourceExhausted, response.Status);
        Assert.NotEqual(CallOutcome.NotExecuted, response.Outcome);
        Assert.Equal(3, await other.Client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Draining_server_answers_what_it_accepted_and_takes_no_more(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        Task accepted = link.Client.WaitAsync().AsTask();
        await link.Cell.Waiting.Task;
        Task draining = link.Server.Server.DrainAsync(TimeSpan.FromMinutes(1), "an upgrade");

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await link.Client.AddAsync(1, 2));
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.False(accepted.IsCompleted);
        link.Cell.Open();
        await accepted;
        await draining;
        Assert.Equal(1, link.Cell.Handled);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Server_that_is_gone_leaves_calls_in_flight_unknown(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        Task[] calls = [.. Enumerable.Range(0, 5).Select(_ => link.Client.WaitAsync().AsTask())];
        await link.Cell.WaitForWaitersAsync(5);

        link.Cut();

        foreach (Task call in calls)
        {
            CellException error = await Assert.ThrowsAsync<CellException>(() => call);
            Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (error.Status, error.Outcome));
        }

        CellException later = await Assert.ThrowsAsync<CellException>(async () => await link.Client.WaitAsync());
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (later.Status, later.Outcome));
        await link.Cell.Cancelled.Task;
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Client_that_is_gone_cancels_its_handlers(Carrier carrier, int seed)
    {
        await using Link link = Link.Open(carrier, seed);
        Task call = link.Client.WaitAsync().AsTask();
        await link.Cell.Waiting.Task;

        await link.Client.DisposeAsync();

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Cancelled, error.Status);
        await link.Cell.Cancelled.Task;
    }
}
