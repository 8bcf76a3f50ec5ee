namespace Trading;

/// <summary>One side of a book: a queue of orders for each price.</summary>
/// <param name="bestFirst">Orders the prices.</param>
internal sealed class BookSide(IComparer<int> bestFirst)
{
    private readonly SortedSet<int> _prices = new(bestFirst);
    private readonly Dictionary<int, PriceLevel> _levels = [];

    /// <summary>The best price with its orders; null for an empty side.</summary>
    public PriceLevel? Best => _prices.Count == 0 ? null : _levels[_prices.Min];

    /// <summary>The orders, the best price first, at one price the oldest first.</summary>
    public IEnumerable<RestingOrder> Orders => _prices.SelectMany(price => _levels[price].Orders);

    /// <summary>Puts an order behind those of its price.</summary>
    public void Add(RestingOrder order)
    {
        if (!_levels.TryGetValue(order.Price, out PriceLevel? level))
        {
            _levels.Add(order.Price, level = new PriceLevel(order.Price));
            _prices.Add(order.Price);
        }

        level.Add(order);
    }

    /// <summary>Takes lots from the first order at the best price.</summary>
    public void TakeFirst(int quantity)
    {
        PriceLevel best = _levels[_prices.Min];
        best.TakeFirst(quantity);
        if (best.Count == 0)
        {
            _levels.Remove(best.Price);
            _prices.Remove(best.Price);
        }
    }

    /// <summary>What rests at <paramref name="price"/>.</summary>
    public Level LevelAt(int price) => _levels.TryGetValue(price, out PriceLevel? level) ? new Level(price, level.Quantity, level.Count) : new Level(price, 0, 0);
}
