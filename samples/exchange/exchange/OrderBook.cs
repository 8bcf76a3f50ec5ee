namespace Trading;

/// <summary>The orders that wait for a counterpart. Not for concurrent use.</summary>
internal sealed class OrderBook
{
    // The best price first: the highest bid, the lowest offer.
    private readonly BookSide _bids = new(Comparer<int>.Create(static (one, other) => other.CompareTo(one)));
    private readonly BookSide _offers = new(Comparer<int>.Default);

    /// <summary>What has happened in this book.</summary>
    public Tally Tally { get; private set; }

    /// <summary>Matches an order with the best of the other side, and lets the rest of a limit order wait.</summary>
    /// <param name="order">The order.</param>
    /// <param name="trades">Receives the trades.</param>
    public Execution Place(Order order, List<Trade> trades)
    {
        BookSide own = SideOf(order.Side);
        BookSide other = order.Side == Side.Buy ? _offers : _bids;
        int left = order.Quantity;
        while (left > 0 && other.Best is { } level && (order.Kind == OrderKind.Market || !IsWorse(order.Side, level.Price, order.Price)))
        {
            RestingOrder resting = level.First;
            int quantity = Math.Min(left, resting.Quantity);
            left -= quantity;
            other.TakeFirst(quantity);
            Tally = Tally with { Trades = Tally.Trades + 1, Volume = Tally.Volume + quantity };
            trades.Add(new Trade(Tally.Trades, resting.Id, order.Id, level.Price, quantity));
        }

        Tally = Tally with { Orders = Tally.Orders + 1 };
        int waiting = order.Kind == OrderKind.Limit ? left : 0;
        if (waiting > 0)
        {
            own.Add(new RestingOrder(order.Id, order.Price, waiting));
        }

        return new Execution(order.Id, order.Quantity - left, waiting);
    }

    /// <summary>The orders of one side in the order in which they are matched.</summary>
    public IReadOnlyList<RestingOrder> Resting(Side side) => [.. SideOf(side).Orders];

    /// <summary>What rests at a price.</summary>
    public Level LevelOf(Side side, int price) => SideOf(side).LevelAt(price);

    private BookSide SideOf(Side side) => side == Side.Buy ? _bids : _offers;

    private static bool IsWorse(Side side, int price, int limit) => side == Side.Buy ? price > limit : price < limit;
}
