using Trading;

namespace Cells.Testing.Tests;

/// <summary>Fakes of calls that answer with items, take items, or both.</summary>
public class FakeStreamTests
{
    private static readonly RestingOrder Best = new(1, 101, 5);
    private static readonly RestingOrder Next = new(2, 100, 7);

    [Fact]
    public async Task Items_are_those_for_the_arguments()
    {
        await using TestMesh mesh = new();
        FakeCell<IExchange> exchange = mesh.AddFakeExchange();
        exchange.On(static e => e.BookAsync(Side.Buy)).Return(Best, Next);
        exchange.On(static e => e.BookAsync(Side.Sell)).Return();
        IExchange client = mesh.Connect<IExchange>();

        Assert.Equal([Best, Next], await client.BookAsync(Side.Buy).ToListAsync());
        Assert.Empty(await client.BookAsync(Side.Sell).ToListAsync());
        Assert.Equal([new FakeCall("Book", """{"side":"Buy"}"""), new FakeCall("Book", """{"side":"Sell"}""")], exchange.Calls);
    }

    [Fact]
    public async Task Stream_fails_behind_the_items_that_were_given()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeExchange().On(static e => e.BookAsync(Side.Buy)).WithAnyArguments().Fail(new CellException(CellStatus.DataLoss, "torn"), Best, Next);
        List<RestingOrder> taken = [];

        CellException error = await Assert.ThrowsAsync<CellException>(async () =>
        {
            await foreach (RestingOrder order in mesh.Connect<IExchange>().BookAsync(Side.Sell))
            {
                taken.Add(order);
            }
        });

        Assert.Equal([Best, Next], taken);
        Assert.Equal((CellStatus.DataLoss, "torn", 2L), (error.Status, error.Message, error.Position));
    }

    [Fact]
    public async Task Items_come_as_the_test_gives_them_until_the_reader_leaves()
    {
        await using TestMesh mesh = new();
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        mesh.AddFakeExchange().On(static e => e.BookAsync(Side.Buy)).Handle(Endless);

        RestingOrder third = await mesh.Connect<IExchange>().BookAsync(Side.Buy).ElementAtAsync(2);

        Assert.Equal(2, third.Id);
        await left.Task;

        async IAsyncEnumerable<RestingOrder> Endless(FakeInvocation call)
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return new RestingOrder(i, 100, 1);
                    await Task.Yield();
                    call.CancellationToken.ThrowIfCancellationRequested();
                }
            }
            finally
            {
                left.SetResult();
            }
        }
    }

    [Fact]
    public async Task Sent_items_reach_the_test_typed_and_its_result_the_caller()
    {
        await using TestMesh mesh = new();
        List<Order> received = [];
        mesh.AddFakeExchange().On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceAllAsync(orders)).Handle(async (_, orders) =>
        {
            received = await orders.ToListAsync();
            return new Tally(received.Count, 0, 0);
        });

        Tally tally = await mesh.Connect<IExchange>().PlaceAllAsync(FakeExchange.Orders());

        Assert.Equal(2, tally.Orders);
        Assert.Equal([FakeExchange.First, FakeExchange.Second], received);
    }

    [Fact]
    public async Task Result_that_is_given_comes_after_the_last_item()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeExchange().On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceAllAsync(orders)).Return(new Tally(9, 8, 7));
        bool isSent = false;

        Tally tally = await mesh.Connect<IExchange>().PlaceAllAsync(SlowlyAsync());

        Assert.Equal((true, new Tally(9, 8, 7)), (isSent, tally));

        async IAsyncEnumerable<Order> SlowlyAsync()
        {
            yield return FakeExchange.First;
            await Task.Yield();
            yield return FakeExchange.Second;
            isSent = true;
        }
    }

    [Fact]
    public async Task Call_that_sends_items_may_fail_before_it_takes_any()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeExchange().On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceAllAsync(orders)).Fail(new CellException(CellStatus.ResourceExhausted, "closed"));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<IExchange>().PlaceAllAsync(FakeExchange.Orders()));

        Assert.Equal((CellStatus.ResourceExhausted, "closed"), (error.Status, error.Message));
    }

    [Fact]
    public async Task Items_are_answered_with_items_one_by_one()
    {
        await using TestMesh mesh = new();
        mesh.AddFakeExchange().On(static (IExchange e, IAsyncEnumerable<Order> orders) => e.PlaceEachAsync(orders))
            .Handle(static (_, orders) => orders.Select(static order => new Execution(order.Id, 0, order.Quantity)));
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Execution> executions = [];

        await foreach (Execution execution in mesh.Connect<IExchange>().PlaceEachAsync(OneAtATimeAsync()))
        {
            executions.Add(execution);
            answered.TrySetResult();
        }

        Assert.Equal([new Execution(1, 0, 5), new Execution(2, 0, 7)], executions);

        async IAsyncEnumerable<Order> OneAtATimeAsync()
        {
            yield return FakeExchange.First;
            await answered.Task;
            yield return FakeExchange.Second;
        }
    }

    [Fact]
    public async Task Json_answers_streams_of_every_direction()
    {
        await using TestMesh mesh = new();
        FakeCell exchange = mesh.AddJsonExchange();
        exchange.On("Book", """{"side":"Buy"}""").ReturnItems("""{"Id":1,"Price":101,"Quantity":5}""");
        exchange.On("PlaceAllAsync").Handle(static async call => $$"""{"Orders":{{await call.ReadItemsAsync().CountAsync()}},"Trades":0,"Volume":0}""");
        exchange.On("PlaceEach").HandleItems(static call => call.ReadItemsAsync().Select(static order => $$"""{"Order":{{order.Length}},"Filled":0,"Resting":0}"""));
        IExchange client = mesh.Connect<IExchange>();

        Assert.Equal([Best], await client.BookAsync(Side.Buy).ToListAsync());
        Assert.Equal(2, (await client.PlaceAllAsync(FakeExchange.Orders())).Orders);
        Execution first = await client.PlaceEachAsync(FakeExchange.Orders()).FirstAsync();
        Assert.Equal("""{"Id":1,"Side":"Buy","Kind":"Limit","Price":100,"Quantity":5}""".Length, first.Order);
    }

    [Fact]
    public async Task Json_answer_of_another_kind_is_refused_where_it_is_given()
    {
        await using TestMesh mesh = new();
        FakeCell exchange = mesh.AddJsonExchange();

        InvalidOperationException items = Assert.Throws<InvalidOperationException>(() => exchange.On("Book").Return("{}"));
        InvalidOperationException result = Assert.Throws<InvalidOperationException>(() => exchange.On("Count").ReturnItems("{}"));

        Assert.Equal("Book answers with items: use ReturnItems or HandleItems", items.Message);
        Assert.Equal("Count answers with a result: use Return or Handle", result.Message);
        Assert.Throws<Binding.JsonBindingException>(() => exchange.On("Book").ReturnItems("""{"Id":1}"""));
    }
}
