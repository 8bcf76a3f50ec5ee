using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Streams;

/// <summary>What streams carry, and how they end.</summary>
public class StreamTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 100_000)]
    [InlineData(true, 0)]
    [InlineData(true, 100_000)]
    public async Task Server_stream_brings_its_items_in_order(bool inMemory, int count)
    {
        await using Service service = new(inMemory);

        List<int> items = await service.Client.CountAsync(count).ToListAsync();

        Assert.Equal(Enumerable.Range(0, count), items);
        Assert.Equal(1, service.Cell.Disposed);
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_stream_brings_its_items_in_order(bool inMemory)
    {
        await using Service service = new(inMemory);

        Assert.Equal(7 + Enumerable.Range(0, 50_000).Sum(static item => item % 10), await service.Client.SumAsync(7, Digits(50_000)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplex_call_brings_items_both_ways(bool inMemory)
    {
        await using Service service = new(inMemory);

        List<int> items = await service.Client.DoubleAsync(Produce(20_000)).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 20_000).Select(static item => 2 * item), items);
        Assert.Equal(1, service.Cell.Disposed);
    }

    [Fact]
    public async Task Duplex_call_answers_each_item_before_the_next_is_sent()
    {
        await using Service service = new();
        SemaphoreSlim next = new(1);
        async IAsyncEnumerable<int> AskAsync()
        {
            for (int i = 0; i < 3; i++)
            {
                await next.WaitAsync();
                yield return i;
            }
        }

        List<int> answers = [];
        await foreach (int answer in service.Client.DoubleAsync(AskAsync()))
        {
            answers.Add(answer);
            next.Release();
        }

        Assert.Equal([0, 2, 4], answers);
    }

    [Fact]
    public async Task Stream_is_a_call_anew_at_each_enumeration_and_none_before()
    {
        await using Service service = new();
        IAsyncEnumerable<int> stream = service.Client.CountAsync(3);
        Assert.Equal(0, service.Cell.Produced);

        Assert.Equal([0, 1, 2], await stream.ToListAsync());
        Assert.Equal([0, 1, 2], await stream.ToListAsync());
        Assert.Equal(6, service.Cell.Produced);
    }

    [Fact]
    public async Task Item_is_on_its_way_before_the_next_is_waited_for()
    {
        await using Service service = new();
        await using IAsyncEnumerator<int> steps = service.Client.StepsAsync().GetAsyncEnumerator();
        for (int i = 0; i < 3; i++)
        {
            service.Cell.Step();
            Assert.True(await steps.MoveNextAsync());
            Assert.Equal(i, steps.Current);
        }
    }

    [Fact]
    public async Task Exception_of_a_handler_comes_behind_the_items_before_it_with_their_number()
    {
        await using Service service = new();
        List<int> items = [];

        CellException error = await Assert.ThrowsAsync<CellException>(async () =>
        {
            await foreach (int item in service.Client.FailAsync(5))
            {
                items.Add(item);
            }
        });

        Assert.Equal(Enumerable.Range(0, 5), items);
        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal("no more of these", error.Message);
        Assert.Equal(5, error.Position);
        Assert.Equal("Test.Streams.Fail", error.Call);
    }

    [Fact]
    public async Task Item_that_the_client_cannot_read_ends_the_call_at_both_sides()
    {
        await using Service service = new();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await service.Client.CountTextsAsync(int.MaxValue).ToListAsync());

        Assert.Equal(CellStatus.DataLoss, error.Status);
        Assert.Contains("item 1 cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Position); // The number 0 is also the empty text.
        await Condition.WaitAsync(() => service.Cell.Disposed == 1);
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Item_that_the_server_cannot_read_is_an_invalid_argument()
    {
        await using Service service = new();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await service.Client.SumTextsAsync(Words()));

        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Contains("item 0 that Test.Streams#2 received cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Item_that_breaks_a_constraint_is_an_invalid_argument()
    {
        await using Service service = new();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await service.Client.SumAsync(0, Negative()));

        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal("Test.Streams#2 refuses item 1: item -1 is negative", error.Message);
    }

    [Fact]
    public async Task Items_are_enumerated_once()
    {
        await using Service service = new();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await service.Client.SumTwiceAsync(Produce(3)));

        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.Contains(service.Server.Log.Entries, static entry => entry.Error?.Message.Contains("can be enumerated once", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Answer_before_the_last_item_stops_the_sender()
    {
        await using Service service = new();
        TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        Assert.Equal(0 + 1 + 2, await service.Client.TakeAsync(3, Endless(disposed)));

        await disposed.Task;
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Exception_of_the_clients_items_ends_the_call_with_it_and_cancels_the_handler()
    {
        await using Service service = new();
        async IAsyncEnumerable<int> BreakAsync()
        {
            yield return 1;
            await service.Cell.Seen.WaitAsync("item 1");
            throw new FormatException("the client's own");
        }

        FormatException error = await Assert.ThrowsAsync<FormatException>(async () => await service.Client.SumAsync(0, BreakAsync()));

        Assert.Equal("the client's own", error.Message);
        await service.Cell.Seen.WaitAsync("cancelled");
    }

    [Fact]
    public async Task Exception_of_the_clients_items_ends_a_duplex_call_with_it()
    {
        await using Service service = new();
        async IAsyncEnumerable<int> BreakAsync()
        {
            yield return 1;
            await Task.Yield();
            throw new FormatException("the client's own");
        }

        await Assert.ThrowsAsync<FormatException>(async () => await service.Client.DoubleAsync(BreakAsync()).ToListAsync());

        await Condition.WaitAsync(() => service.Cell.Disposed == 1);
    }

    [Fact]
    public async Task Streams_count_as_calls_in_flight()
    {
        await using Service service = new(clientLimits: new CellLimits { MaxInflight = 2 });
        await using IAsyncEnumerator<byte[]> first = service.Client.BlobsAsync(int.MaxValue, 1000).GetAsyncEnumerator();
        await using IAsyncEnumerator<byte[]> second = service.Client.BlobsAsync(int.MaxValue, 1000).GetAsyncEnumerator();
        await first.MoveNextAsync();
        await second.MoveNextAsync();
        Assert.Equal(2, service.Server.Server.InflightCount);

        Task<int> waiting = service.Client.AddAsync(1, 2).AsTask();
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();

        Assert.Equal(3, await waiting);
    }

    internal static async IAsyncEnumerable<int> Produce(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 1000 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }

    private static async IAsyncEnumerable<int> Digits(int count)
    {
        await foreach (int item in Produce(count))
        {
            yield return item % 10;
        }
    }

    private static async IAsyncEnumerable<int> Negative()
    {
        await Task.CompletedTask;
        yield return 5;
        yield return -1;
    }

    private static async IAsyncEnumerable<string> Words()
    {
        await Task.CompletedTask;
        yield return "a word";
    }

    private static async IAsyncEnumerable<int> Endless(TaskCompletionSource disposed)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            disposed.SetResult();
        }
    }
}

/// <summary>A <see cref="StreamCell"/> that is served, and a client of it.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Task _serving = Task.CompletedTask;

    public Service(bool inMemory = false, CellLimits? limits = null, CellLimits? clientLimits = null, TimeProvider? clock = null)
    {
        Server = new TestServer(limits, clock, dispatcher: new CellDispatcher<StreamCell>(Cell));
        if (inMemory)
        {
            (Client, _serving) = StreamClient.Over(Server, clientLimits);
        }
        else
        {
            Client = StreamClient.Of(Server, clientLimits, clock);
        }
    }

    public StreamCell Cell { get; } = new();

    public TestServer Server { get; }

    public StreamClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _serving;
        await Server.DisposeAsync();
    }
}
