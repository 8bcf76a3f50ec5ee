using System.ComponentModel.DataAnnotations;
using Cells;

namespace Trading;

/// <summary>Which side of the book an order is on.</summary>
public enum Side : byte
{
    /// <summary>Takes the instrument, and pays at most the price.</summary>
    Buy,

    /// <summary>Gives the instrument, for at least the price.</summary>
    Sell,
}

/// <summary>What happens to the part of an order that finds nobody.</summary>
public enum OrderKind : byte
{
    /// <summary>It rests in the book at its price.</summary>
    Limit,

    /// <summary>It is dropped: the order takes whatever price there is.</summary>
    Market,
}

/// <summary>An order.</summary>
/// <param name="Id">The order's number, of the sender's choice.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Kind">Limit or market.</param>
/// <param name="Price">The worst price in ticks; of a market order it means nothing.</param>
/// <param name="Quantity">How many lots.</param>
public readonly record struct Order(long Id, Side Side, OrderKind Kind, [Range(0, 1_000_000)] int Price, [Range(1, 1_000_000)] int Quantity);

/// <summary>What became of an order at once.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Filled">The lots that were traded.</param>
/// <param name="Resting">The lots that went into the book.</param>
public readonly record struct Execution(long Order, int Filled, int Resting);

/// <summary>One trade, at the price of the order that rested.</summary>
/// <param name="Number">Counts from 1 since the book was opened.</param>
/// <param name="Resting">The order that was in the book.</param>
/// <param name="Incoming">The order that took it.</param>
/// <param name="Price">The price in ticks.</param>
/// <param name="Quantity">The lots.</param>
public readonly record struct Trade(long Number, long Resting, long Incoming, int Price, int Quantity);

/// <summary>All that rests at one price.</summary>
/// <param name="Price">The price in ticks.</param>
/// <param name="Quantity">The lots; 0 when nothing rests there any more.</param>
/// <param name="Orders">The orders.</param>
public readonly record struct Level(int Price, long Quantity, int Orders);

/// <summary>An order in the book.</summary>
/// <param name="Id">The order's number.</param>
/// <param name="Price">Its price in ticks.</param>
/// <param name="Quantity">The lots that are left.</param>
public readonly record struct RestingOrder(long Id, int Price, int Quantity);

/// <summary>What has happened since the book was opened.</summary>
/// <param name="Orders">The orders taken.</param>
/// <param name="Trades">The trades made.</param>
/// <param name="Volume">The lots traded.</param>
public readonly record struct Tally(long Orders, long Trades, long Volume);

/// <summary>Is told how far a stream of orders has come.</summary>
[Callback]
public interface IDayProgress
{
    /// <summary>Orders were placed.</summary>
    /// <param name="orders">How many of the stream so far.</param>
    /// <param name="cancel">The stream has ended.</param>
    ValueTask PlacedAsync(long orders, CancellationToken cancel);
}
