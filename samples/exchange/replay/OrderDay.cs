namespace Trading.Replay;

/// <summary>A day of orders, made from a seed: the same seed gives the same orders everywhere.</summary>
/// <remarks>
/// The price wanders by a tick or so at each order. Four of five orders are limits around it, most of them away from the other side; the rest are markets.
/// Random numbers are SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
/// </remarks>
internal sealed class OrderDay(ulong seed)
{
    private const int OpeningPrice = 10_000;
    private const int LowestPrice = 100;
    private const int HighestPrice = 1_000_000;

    private ulong _state = seed;

    /// <summary>The first <paramref name="count"/> orders of the day.</summary>
    public static Order[] Generate(ulong seed, int count)
    {
        OrderDay day = new(seed);
        int price = OpeningPrice;
        Order[] orders = new Order[count];
        for (int i = 0; i < count; i++)
        {
            price = Math.Clamp(price + day.Next(5) - 2, LowestPrice, HighestPrice - LowestPrice);
            orders[i] = day.NextOrder(i + 1, price);
        }

        return orders;
    }

    private Order NextOrder(long id, int price)
    {
        Side side = Next(2) == 0 ? Side.Buy : Side.Sell;
        int quantity = 1 + Next(100);
        if (Next(5) == 0)
        {
            return new Order(id, side, OrderKind.Market, 0, quantity);
        }

        // Ten ticks away from the price to five beyond it.
        int distance = Next(16) - 5;
        return new Order(id, side, OrderKind.Limit, side == Side.Buy ? price - distance : price + distance, quantity);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>.</summary>
    private int Next(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (int)Math.BigMul(mixed, (ulong)limit, out _);
    }
}
