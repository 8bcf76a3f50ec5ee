using System.Diagnostics;
using Cells;

namespace Shop.Storefront;

/// <summary>What became of one order line: a price or a reason.</summary>
internal readonly record struct LineResult(OrderLine Line, PricedLine? Priced, string? Failure, TimeSpan Latency);

/// <summary>Prices every line of an order file and takes its stock, a bounded number of lines at a time.</summary>
internal sealed record PricingRun(OrderFile Orders, IReadOnlyList<LineResult> Results, TimeSpan Elapsed)
{
    private static readonly ActivitySource Source = new("Shop");

    public static async Task<PricingRun> ExecuteAsync(
        OrderFile orders, ICatalog catalog, IPricing pricing, int concurrency, CancellationToken cancel)
    {
        LineResult[] results = new LineResult[orders.Lines.Count];
        ParallelOptions bounded = new() { MaxDegreeOfParallelism = concurrency, CancellationToken = cancel };
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, results.Length, bounded, async (i, token) =>
            results[i] = await PriceAsync(orders.Lines[i], catalog, pricing, token));
        return new PricingRun(orders, results, Stopwatch.GetElapsedTime(start));
    }

    private static async ValueTask<LineResult> PriceAsync(OrderLine line, ICatalog catalog, IPricing pricing, CancellationToken cancel)
    {
        // What the cells do for the line is one trace.
        using Activity? trace = Source.StartActivity("order line");
        long start = Stopwatch.GetTimestamp();
        PricedLine? priced = null;
        string? failure = null;
        try
        {
            priced = await pricing.PriceAsync(line.Sku, line.Quantity, line.Country, cancel);
            await catalog.ReserveAsync(line.Sku, line.Quantity, cancel);
        }
        catch (NotSold error)
        {
            failure = error.Reason;
        }
        catch (OutOfStock error)
        {
            failure = $"out of stock: {error.Wanted} wanted, {error.Left} left";
        }
        catch (CellException error) when (error.Status is CellStatus.InvalidArgument)
        {
            failure = error.Message;
        }

        return new LineResult(line, failure is null ? priced : null, failure, Stopwatch.GetElapsedTime(start));
    }
}
