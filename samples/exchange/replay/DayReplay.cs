using System.Diagnostics;
using Cells;

namespace Trading.Replay;

/// <summary>One replay of a day.</summary>
/// <param name="Way">How the orders were sent.</param>
/// <param name="Elapsed">From the first order to the last answer.</param>
/// <param name="Tally">What the exchange counted.</param>
/// <param name="Heard">The trades that came as events.</param>
/// <param name="Missed">The events that this client was too slow for.</param>
/// <param name="Difference">The first place where the exchange's book is not the expected one; null when they agree.</param>
internal sealed record DayReplay(string Way, TimeSpan Elapsed, Tally Tally, long Heard, long Missed, string? Difference)
{
    /// <summary>Opens an empty book, sends the orders and compares the book that they leave.</summary>
    public static async Task<DayReplay> RunAsync(IExchange exchange, string way, Order[] orders, ReferenceBook expected, CancellationToken cancel)
    {
        await exchange.OpenAsync(cancel);
        using TradeCount heard = new();
        EventOptions options = new() { Missed = heard.AddMissed };
        await using EventSubscription trades = await exchange.OnTradedAsync(
            (_, _) =>
            {
                heard.Add();
                return default;
            },
            options,
            cancel);

        long start = Stopwatch.GetTimestamp();
        await SendAsync(exchange, way, orders, cancel);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

        Tally tally = await exchange.CountAsync(cancel);
        await heard.WaitAsync(tally.Trades, cancel);
        string? difference = Compare("tally", tally, expected.Tally)
            ?? await CompareAsync("bid", exchange.BookAsync(Side.Buy, cancel), expected.Bids)
            ?? await CompareAsync("offer", exchange.BookAsync(Side.Sell, cancel), expected.Offers);
        return new DayReplay(way, elapsed, tally, heard.Heard, heard.Missed, difference);
    }

    private static async Task SendAsync(IExchange exchange, string way, Order[] orders, CancellationToken cancel)
    {
        switch (way)
        {
            case "unary":
                // One after the other: the day has an order.
                foreach (Order order in orders)
                {
                    await exchange.PlaceAsync(order, cancel);
                }

                break;
            case "stream":
                Progress progress = new();
                await exchange.PlaceAllAsync(orders.ToAsyncEnumerable(), progress, cancel);
                if (progress.Placed != orders.Length)
                {
                    throw new InvalidOperationException($"the exchange reported {progress.Placed} orders of {orders.Length}");
                }

                break;
            default:
                long next = 0;
                await foreach (Execution execution in exchange.PlaceEachAsync(orders.ToAsyncEnumerable(), cancel))
                {
                    if (execution.Order != orders[next++].Id)
                    {
                        throw new InvalidOperationException($"answer {next} is of order {execution.Order}");
                    }
                }

                break;
        }
    }

    private static async Task<string?> CompareAsync(string side, IAsyncEnumerable<RestingOrder> actual, IReadOnlyList<RestingOrder> expected)
    {
        int index = 0;
        await foreach (RestingOrder order in actual)
        {
            if (index == expected.Count)
            {
                return $"{side} {index + 1}: {order}, expected no more";
            }

            if (Compare($"{side} {index + 1}", order, expected[index++]) is { } difference)
            {
                return difference;
            }
        }

        return index == expected.Count ? null : $"{side} {index + 1}: none, expected {expected[index]}";
    }

    private static string? Compare<T>(string what, T actual, T expected)
        where T : struct, IEquatable<T>
        => actual.Equals(expected) ? null : $"{what}: {actual}, expected {expected}";

    /// <summary>What the exchange said last of how far it is.</summary>
    private sealed class Progress : IDayProgress
    {
        private long _placed;

        public long Placed => Volatile.Read(ref _placed);

        public ValueTask PlacedAsync(long orders, CancellationToken cancel)
        {
            Volatile.Write(ref _placed, orders);
            return default;
        }
    }
}
