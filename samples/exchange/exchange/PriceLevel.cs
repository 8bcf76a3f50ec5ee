namespace Trading;

/// <summary>The orders at one price, the oldest first.</summary>
internal sealed class PriceLevel(int price)
{
    private readonly Queue<RestingOrder> _behind = [];
    private RestingOrder? _first;

    /// <summary>The price in ticks.</summary>
    public int Price => price;

    /// <summary>The lots at this price.</summary>
    public long Quantity { get; private set; }

    /// <summary>The orders at this price.</summary>
    public int Count => _behind.Count + (_first is null ? 0 : 1);

    /// <summary>The oldest order.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public RestingOrder First => _first ?? throw new InvalidOperationException($"Nothing rests at {price}.");

    /// <summary>All orders, the oldest first.</summary>
    public IEnumerable<RestingOrder> Orders => _first is { } first ? _behind.Prepend(first) : [];

    /// <summary>Puts an order behind the others.</summary>
    public void Add(RestingOrder order)
    {
        Quantity += order.Quantity;
        if (_first is null)
        {
            _first = order;
        }
        else
        {
            _behind.Enqueue(order);
        }
    }

    /// <summary>Takes lots from the oldest order, which leaves when none are left.</summary>
    public void TakeFirst(int quantity)
    {
        RestingOrder first = First;
        Quantity -= quantity;
        if (quantity < first.Quantity)
        {
            _first = first with { Quantity = first.Quantity - quantity };
        }
        else
        {
            _first = _behind.TryDequeue(out RestingOrder next) ? next : null;
        }
    }
}
