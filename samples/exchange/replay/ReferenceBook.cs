namespace Trading.Replay;

/// <summary>The book that a day of orders must leave, computed another way than the exchange does: with a heap for each side.</summary>
internal sealed class ReferenceBook
{
    private readonly PriorityQueue<RestingOrder, (long Price, long Sequence)> _bids = new();
    private readonly PriorityQueue<RestingOrder, (long Price, long Sequence)> _offers = new();
    private readonly Dictionary<long, int> _left = [];
    private long _sequence;
    private Tally _tally;

    private ReferenceBook()
    {
    }

    /// <summary>What happened.</summary>
    public Tally Tally => _tally;

    /// <summary>The bids, the best first.</summary>
    public IReadOnlyList<RestingOrder> Bids => Drain(_bids);

    /// <summary>The offers, the best first.</summary>
    public IReadOnlyList<RestingOrder> Offers => Drain(_offers);

    /// <summary>The book after <paramref name="orders"/>.</summary>
    public static ReferenceBook After(IEnumerable<Order> orders)
    {
        ReferenceBook book = new();
        foreach (Order order in orders)
        {
            book.Add(order);
        }

        return book;
    }

    private void Add(Order order)
    {
        _tally = _tally with { Orders = _tally.Orders + 1 };
        int wanted = order.Quantity;
        PriorityQueue<RestingOrder, (long Price, long Sequence)> other = order.Side == Side.Buy ? _offers : _bids;
        while (wanted > 0 && other.TryPeek(out RestingOrder best, out _) && Accepts(order, best.Price))
        {
            int traded = Math.Min(wanted, _left[best.Id]);
            _tally = _tally with { Trades = _tally.Trades + 1, Volume = _tally.Volume + traded };
            wanted -= traded;
            if ((_left[best.Id] -= traded) == 0)
            {
                other.Dequeue();
                _left.Remove(best.Id);
            }
        }

        if (wanted > 0 && order.Kind == OrderKind.Limit)
        {
            _left.Add(order.Id, wanted);
            (order.Side == Side.Buy ? _bids : _offers).Enqueue(
                new RestingOrder(order.Id, order.Price, wanted), (order.Side == Side.Buy ? -(long)order.Price : order.Price, _sequence++));
        }
    }

    private static bool Accepts(Order order, int price) =>
        order.Kind == OrderKind.Market || (order.Side == Side.Buy ? price <= order.Price : price >= order.Price);

    // What is left of an order is not in the heap, where it could not be changed.
    private List<RestingOrder> Drain(PriorityQueue<RestingOrder, (long Price, long Sequence)> side) =>
        [.. side.UnorderedItems.OrderBy(static item => item.Priority).Select(item => item.Element with { Quantity = _left[item.Element.Id] })];
}
