using System.Threading.Channels;
using Trading;

namespace Cells.Testing.Tests;

/// <summary>Fakes that publish events, and that call callbacks.</summary>
public class FakeEventTests
{
    private static readonly Trade Sold = new(1, 10, 11, 100, 5);

    [Fact]
    public async Task Published_events_reach_the_subscriber_in_their_order()
    {
        await using TestMesh mesh = new();
        FakeEvent<Trade> traded = mesh.AddFakeExchange().Event(static e => e.TradedAsync());
        Channel<Trade> received = Channel.CreateUnbounded<Trade>();
        await using EventSubscription subscription = await mesh.Connect<IExchange>().OnTradedAsync((trade, stop) => received.Writer.WriteAsync(trade, stop));
        Assert.Equal(1, traded.Subscribers);

        await traded.PublishAsync(Sold);
        await traded.PublishAsync(Sold with { Number = 2 });

        Assert.Equal(Sold, await received.Reader.ReadAsync());
        Assert.Equal(2, (await received.Reader.ReadAsync()).Number);
    }

    [Fact]
    public async Task Event_of_several_arguments_is_a_tuple_and_as_json_an_object()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        FakeEvent<(Side Side, Level Level)> changed = exchange.Event(static e => e.BookChangedAsync());
        Task<List<(Side Side, Level Level)>> both = mesh.Connect<IExchange>().BookChangedAsync().Take(2).ToListAsync().AsTask();
        await changed.WaitForSubscribersAsync();

        await changed.PublishAsync((Side.Sell, new Level(101, 7, 1)));
        await exchange.Event("BookChanged").PublishAsync("""{"side":"Buy","level":{"Price":100,"Quantity":5,"Orders":2}}""");

        Assert.Equal([(Side.Sell, new Level(101, 7, 1)), (Side.Buy, new Level(100, 5, 2))], await both);
    }

    [Fact]
    public async Task Subscriber_comes_back_after_the_connection_was_cut_and_learns_of_a_gap()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        FakeEvent<Trade> traded = exchange.Event(static e => e.TradedAsync());
        Channel<Trade> received = Channel.CreateUnbounded<Trade>();
        TaskCompletionSource<EventGap> gap = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EventSubscription subscription = await mesh.Connect<IExchange>().OnTradedAsync(
            (trade, stop) => received.Writer.WriteAsync(trade, stop), new EventOptions { Missed = gap.SetResult });

        exchange.Cut();
        Assert.Null((await gap.Task).Count);
        await traded.PublishAsync(Sold);

        Assert.Equal(Sold, await received.Reader.ReadAsync());
    }

    [Fact]
    public async Task Subscriber_that_never_comes_is_waited_for_until_the_test_gives_up()
    {
        await using TestMesh mesh = new();
        FakeEvent<Trade> traded = mesh.AddFakeExchange().Event(static e => e.TradedAsync());
        using CancellationTokenSource giveUp = new();
        Task waiting = traded.WaitForSubscribersAsync(1, giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await traded.PublishAsync(Sold);
    }

    [Fact]
    public async Task Callback_that_was_passed_is_called_while_the_call_lasts()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        FakeInvocation? kept = null;
        exchange.On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceAllAsync(orders)).WithAnyArguments().Handle(async (call, orders) =>
        {
            kept = call;
            long placed = 0;
            await foreach (Order order in orders)
            {
                Assert.Equal("null", await call.CallBackAsync("progress", "PlacedAsync", $$"""{"orders":{{++placed}}}"""));
            }

            return new Tally(placed, 0, 0);
        });
        FakeExchange.Progress progress = new();

        Tally tally = await mesh.Connect<IExchange>().PlaceAllAsync(FakeExchange.Orders(), progress);

        Assert.Equal([1, 2], progress.Placed);
        Assert.Equal(2, tally.Orders);
        Assert.Equal("""{"progress":true}""", Assert.Single(exchange.Calls).Arguments);
        CellException late = await Assert.ThrowsAsync<CellException>(async () => await kept!.CallBackAsync("progress", "Placed", """{"orders":3}"""));
        Assert.Equal(CellStatus.FailedPrecondition, late.Status);
    }

    [Fact]
    public async Task Callback_that_is_not_there_is_named()
    {
        await using TestMesh mesh = new();
        List<string> errors = [];
        FakeCell exchange = mesh.AddJsonExchange();
        exchange.On("PlaceAll").Handle(async call =>
        {
            errors.Add((await Assert.ThrowsAsync<InvalidOperationException>(async () => await call.CallBackAsync("progress", "Placed", """{"orders":1}"""))).Message);
            errors.Add((await Assert.ThrowsAsync<ArgumentException>(async () => await call.CallBackAsync("monitor", "Placed"))).Message);
            errors.Add((await Assert.ThrowsAsync<ArgumentException>(async () => await call.CallBackAsync("progress", "Done"))).Message);
            await Assert.ThrowsAsync<Binding.JsonBindingException>(async () => await call.CallBackAsync("progress", "Placed"));
            return """{"Orders":0,"Trades":0,"Volume":0}""";
        });

        await mesh.Connect<IExchange>().PlaceAllAsync(FakeExchange.Orders());

        Assert.Equal("the caller of PlaceAll passed no 'progress'", errors[0]);
        Assert.StartsWith("PlaceAll has no callback 'monitor'; it has: progress", errors[1], StringComparison.Ordinal);
        Assert.StartsWith("Trading.IDayProgress has no method 'Done'; it has: Placed", errors[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_and_calls_are_not_mistaken_for_each_other()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();

        Assert.Contains("Trading.Exchange.Traded is an event", Assert.Throws<ArgumentException>(() => exchange.On(static e => e.TradedAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("Trading.Exchange.Book is no event", Assert.Throws<ArgumentException>(() => exchange.Event(static e => e.BookAsync(Side.Buy))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => exchange.Event("Count"));
        Assert.Throws<ArgumentException>(() => exchange.On("Traded"));
    }
}
