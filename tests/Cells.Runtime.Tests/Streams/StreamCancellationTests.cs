using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Streams;

/// <summary>How streams end before their last item: by either side, by time, by the connection.</summary>
public class StreamCancellationTests
{
    [Fact]
    public async Task Enumeration_that_is_left_early_cancels_the_handler()
    {
        await using Service service = new();
        service.Cell.Step();
        await foreach (int item in service.Client.StepsAsync())
        {
            break;
        }

        await service.Cell.Seen.WaitAsync("cancelled");
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_ends_the_enumeration_and_the_handler(bool withCancellation)
    {
        await using Service service = new();
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<int> enumerator = service.Client.StepsAsync(withCancellation ? default : cancel.Token)
            .GetAsyncEnumerator(withCancellation ? cancel.Token : default);
        service.Cell.Step();
        Assert.True(await enumerator.MoveNextAsync());
        ValueTask<bool> next = enumerator.MoveNextAsync();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);

        await service.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Cancellation_before_the_enumeration_calls_nothing()
    {
        await using Service service = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await service.Client.CountAsync(3, new CancellationToken(true)).ToListAsync());

        Assert.Equal(0, service.Cell.Produced);
    }

    [Fact]
    public async Task Cancellation_of_a_client_stream_ends_its_items_and_the_handler()
    {
        await using Service service = new();
        using CancellationTokenSource cancel = new();
        TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int> sum = service.Client.SumAsync(0, OneThenWait(disposed), cancel.Token).AsTask();
        await service.Cell.Seen.WaitAsync("item 1");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sum);
        await service.Cell.Seen.WaitAsync("cancelled");
        await disposed.Task;
    }

    [Fact]
    public async Task Deadline_holds_for_the_whole_stream()
    {
        ManualClock clock = new();
        await using Service service = new(clock: clock);
        service.Cell.Step();
        await using IAsyncEnumerator<int> steps = service.Client.StepsForASecondAsync().GetAsyncEnumerator();
        Assert.True(await steps.MoveNextAsync());
        ValueTask<bool> next = steps.MoveNextAsync();
        clock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await next);

        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(1, error.Position);
        await service.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Cancellation_reaches_the_calls_that_a_handler_makes_while_it_streams()
    {
        await using Service inner = new();
        await using Service outer = new();
        outer.Cell.Next = inner.Client;
        inner.Cell.Step();
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<int> relayed = outer.Client.RelayAsync(cancel.Token).GetAsyncEnumerator();
        Assert.True(await relayed.MoveNextAsync());
        ValueTask<bool> next = relayed.MoveNextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        await inner.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Call_that_a_handler_makes_while_it_streams_carries_the_chain()
    {
        await using Service last = new();
        await using Service middle = new();
        await using Service first = new();
        middle.Cell.Next = last.Client;
        first.Cell.Next = new StreamClient(middle.Client.Channel);
        last.Cell.Step();
        middle.Cell.Step();

        // Steps of the middle cell are called by the relay of the first.
        await using IAsyncEnumerator<int> relayed = first.Client.RelayAsync().GetAsyncEnumerator();
        Assert.True(await relayed.MoveNextAsync());
        await first.Cell.Seen.WaitAsync("chain 0");
        Assert.Equal(1, middle.Server.Server.InflightCount);
    }

    [Fact]
    public async Task Disconnection_fails_the_stream_with_the_items_delivered_and_cancels_the_handler()
    {
        await using Service service = new(inMemory: true);
        service.Cell.Step(2);
        await using IAsyncEnumerator<int> steps = service.Client.StepsAsync().GetAsyncEnumerator();
        Assert.True(await steps.MoveNextAsync());
        Assert.True(await steps.MoveNextAsync());
        ValueTask<bool> next = steps.MoveNextAsync();
        await service.Server.StopAsync(TimeSpan.Zero);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await next);

        Assert.Equal(2, error.Position);
        await service.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Dispose_of_the_channel_ends_its_streams()
    {
        await using Service service = new();
        service.Cell.Step();
        await using IAsyncEnumerator<int> steps = service.Client.StepsAsync().GetAsyncEnumerator();
        Assert.True(await steps.MoveNextAsync());
        ValueTask<bool> next = steps.MoveNextAsync();

        await service.Client.DisposeAsync();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await next);
        Assert.Equal(CellStatus.Cancelled, error.Status);
        Assert.Equal(1, error.Position);
        await service.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Drain_lets_an_accepted_stream_go_on_to_its_end()
    {
        await using Service service = new();
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        async IAsyncEnumerable<int> TwoAsync()
        {
            yield return 1;
            await last.Task;
            yield return 2;
        }

        await using IAsyncEnumerator<int> doubled = service.Client.DoubleAsync(TwoAsync()).GetAsyncEnumerator();
        Assert.True(await doubled.MoveNextAsync());
        Task stopping = service.Server.StopAsync();
        last.SetResult();

        Assert.True(await doubled.MoveNextAsync());
        Assert.Equal(4, doubled.Current);
        Assert.False(await doubled.MoveNextAsync());
        await stopping;
    }

    [Fact]
    public async Task Drain_that_takes_too_long_cancels_a_stream()
    {
        await using Service service = new();
        service.Cell.Step();
        await using IAsyncEnumerator<int> steps = service.Client.StepsAsync().GetAsyncEnumerator();
        Assert.True(await steps.MoveNextAsync());

        await service.Server.StopAsync(TimeSpan.Zero);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await steps.MoveNextAsync());
        Assert.Equal(CellStatus.Cancelled, error.Status);
        Assert.Equal(1, error.Position);
    }

    [Fact]
    public async Task Stream_that_the_server_did_not_accept_is_opened_again()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        (TestServer first, StreamCell _) = Serve(path);
        await using StreamClient client = StreamClient.Of(first);
        Assert.Equal([0, 1], await client.CountAsync(2).ToListAsync());
        await first.DisposeAsync();

        (TestServer second, StreamCell cell) = Serve(path);
        Assert.Equal([0, 1, 2], await client.CountAsync(3).ToListAsync());
        Assert.Equal(3, cell.Produced);
        await second.DisposeAsync();
    }

    private static (TestServer Server, StreamCell Cell) Serve(string path)
    {
        StreamCell cell = new();
        return (new TestServer(socketPath: path, dispatcher: new CellDispatcher<StreamCell>(cell)), cell);
    }

    private static async IAsyncEnumerable<int> OneThenWait(
        TaskCompletionSource disposed, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        try
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, cancel);
        }
        finally
        {
            disposed.SetResult();
        }
    }
}
