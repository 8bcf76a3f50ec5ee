using System.Runtime.CompilerServices;
using Cells;

namespace Trading;

/// <summary>An exchange for one instrument: orders are matched by price, then by time.</summary>
[Cell]
public sealed partial class Exchange : IDisposable
{
    private const int ReportedOrders = 10_000;

    // Orders are matched one after the other, and their events leave in that order.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Trade> _trades = [];
    private OrderBook _book = new();

    /// <summary>Opens an empty book, and forgets the one before it.</summary>
    /// <param name="cancel">Gives up waiting for the orders before it.</param>
    [Call]
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        _book = new OrderBook();
        _turn.Release();
    }

    /// <summary>Places one order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancel">Gives up waiting for the orders before it.</param>
    [Call]
    public async ValueTask<Execution> PlaceAsync(Order order, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            Execution execution = _book.Place(order, _trades);
            await PublishAsync(order, execution);
            return execution;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Places orders as they come, and says at the end what became of the day.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="progress">Is told of every ten thousand orders, and of the last.</param>
    /// <param name="cancel">Stops taking orders.</param>
    [Call]
    public async ValueTask<Tally> PlaceAllAsync(IAsyncEnumerable<Order> orders, IDayProgress? progress = null, CancellationToken cancel = default)
    {
        long placed = 0;
        await foreach (Order order in orders.WithCancellation(cancel))
        {
            await PlaceAsync(order, cancel);
            if (++placed % ReportedOrders == 0 && progress is not null)
            {
                await progress.PlacedAsync(placed, cancel);
            }
        }

        if (progress is not null)
        {
            await progress.PlacedAsync(placed, cancel);
        }

        return await CountAsync(cancel);
    }

    /// <summary>Places orders as they come, and answers each.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="cancel">Stops taking orders.</param>
    [Call]
    public async IAsyncEnumerable<Execution> PlaceEachAsync(IAsyncEnumerable<Order> orders, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (Order order in orders.WithCancellation(cancel))
        {
            yield return await PlaceAsync(order, cancel);
        }
    }

    /// <summary>One side of the book: the best price first, at one price the oldest order first.</summary>
    /// <param name="side">Which side.</param>
    /// <param name="cancel">Gives up waiting for the orders before it.</param>
    [Call]
    public async IAsyncEnumerable<RestingOrder> BookAsync(Side side, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (RestingOrder order in await ReadAsync(book => book.Resting(side), cancel))
        {
            yield return order;
        }
    }

    /// <summary>What has happened since the book was opened.</summary>
    /// <param name="cancel">Gives up waiting for the orders before it.</param>
    [Call(Idempotent = true)]
    public ValueTask<Tally> CountAsync(CancellationToken cancel) => ReadAsync(static book => book.Tally, cancel);

    /// <summary>A trade was made.</summary>
    /// <param name="trade">The trade.</param>
    [Event]
    public partial ValueTask Traded(Trade trade);

    /// <summary>What rests at a price changed.</summary>
    /// <param name="side">The side of the book.</param>
    /// <param name="level">What rests there now.</param>
    [Event]
    public partial ValueTask BookChanged(Side side, Level level);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async ValueTask<T> ReadAsync<T>(Func<OrderBook, T> read, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            return read(_book);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask PublishAsync(Order order, Execution execution)
    {
        Side other = order.Side == Side.Buy ? Side.Sell : Side.Buy;
        for (int i = 0; i < _trades.Count; i++)
        {
            await Traded(_trades[i]);
            if (i + 1 == _trades.Count || _trades[i + 1].Price != _trades[i].Price)
            {
                await BookChanged(other, _book.LevelOf(other, _trades[i].Price));
            }
        }

        _trades.Clear();
        if (execution.Resting > 0)
        {
            await BookChanged(order.Side, _book.LevelOf(order.Side, order.Price));
        }
    }
}
