using Microsoft.Extensions.Time.Testing;
using Trading;

namespace Cells.Testing.Tests;

/// <summary>Faults, and virtual time, while items are on their way.</summary>
public class StreamFaultsTests
{
    [Fact]
    public async Task Connection_that_is_cut_within_a_stream_ends_it_behind_what_came()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        exchange.On(static e => e.BookAsync(Side.Buy)).Handle(_ => CutAfterTheFirstAsync());
        List<long> received = [];

        CellException error = await Assert.ThrowsAsync<CellException>(async () =>
        {
            await foreach (RestingOrder order in mesh.Connect<IExchange>().BookAsync(Side.Buy))
            {
                received.Add(order.Id);
                taken.TrySetResult();
            }
        });

        Assert.Equal([1], received);
        Assert.Equal((CellStatus.Unavailable, 1L), (error.Status, error.Position));

        async IAsyncEnumerable<RestingOrder> CutAfterTheFirstAsync()
        {
            yield return new RestingOrder(1, 100, 1);
            await taken.Task;
            exchange.Cut();
            yield return new RestingOrder(2, 100, 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_in_pieces_that_are_cut_at_random_are_right_as_far_as_they_came(int seed)
    {
        await using TestMesh mesh = new(new TestMeshOptions { Seed = seed });
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        exchange.On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceEachAsync(orders))
            .Handle(static (_, orders) => orders.Select(static order => new Execution(order.Id, 0, order.Quantity)));
        exchange.Faults.LargestPiece = 7;
        exchange.Faults.CutWithin = 6_000;
        IExchange client = mesh.Connect<IExchange>();
        int whole = 0, cut = 0;
        for (int i = 0; i < 40; i++)
        {
            long next = 0;
            try
            {
                await foreach (Execution execution in client.PlaceEachAsync(AsyncEnumerable.Range(0, 50).Select(static id => new Order(id, Side.Buy, OrderKind.Limit, 100, 1))))
                {
                    Assert.Equal(next++, execution.Order);
                }

                Assert.Equal(50, next);
                whole++;
            }
            catch (CellException error)
            {
                Assert.Equal(CellStatus.Unavailable, error.Status);
                cut++;
            }
        }

        Assert.True(whole > 0 && cut > 0, $"{whole} whole, {cut} cut");
    }

    [Fact]
    public async Task Cell_that_is_killed_while_it_takes_items_fails_the_call()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        exchange.On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceAllAsync(orders)).Handle(async (_, orders) =>
        {
            await orders.FirstAsync();
            exchange.Kill();
            return default;
        });

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<IExchange>().PlaceAllAsync(FakeExchange.Orders()));

        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (error.Status, error.Outcome));
    }

    [Fact]
    public async Task Item_that_comes_in_a_minute_comes_when_virtual_time_has_passed()
    {
        FakeTimeProvider time = new();
        await using TestMesh mesh = new(new TestMeshOptions { TimeProvider = time });
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        exchange.On(static e => e.BookAsync(Side.Buy)).Handle(EachMinuteAsync);
        exchange.On(static e => e.CountAsync()).Return(default(Tally));
        IExchange client = mesh.Connect<IExchange>();
        // Connecting has its own bounds, by the same clock.
        await client.CountAsync();

        Task<List<RestingOrder>> book = client.BookAsync(Side.Buy).ToListAsync().AsTask();
        while (!book.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal([1, 2, 3], (await book).Select(static order => order.Id));

        async IAsyncEnumerable<RestingOrder> EachMinuteAsync(FakeInvocation call)
        {
            for (int i = 1; i <= 3; i++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), time, call.CancellationToken);
                yield return new RestingOrder(i, 100, 1);
            }
        }
    }

    [Fact]
    public async Task Answer_beyond_the_deadline_is_cancelled_when_virtual_time_has_passed()
    {
        FakeTimeProvider time = new();
        await using TestMesh mesh = new(new TestMeshOptions { TimeProvider = time });
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mesh.AddFakeExchange().On(static e => e.CountAsync()).Handle(async call =>
        {
            entered.SetResult();
            await using CancellationTokenRegistration registration = call.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            call.CancellationToken.ThrowIfCancellationRequested();
            return default;
        });

        Task<Tally> call = mesh.Connect<IExchange>().WithDeadline(TimeSpan.FromSeconds(5)).CountAsync().AsTask();
        await entered.Task;
        while (!call.IsCompleted || !cancelled.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(CellStatus.DeadlineExceeded, (await Assert.ThrowsAsync<CellException>(() => call)).Status);
    }
}
