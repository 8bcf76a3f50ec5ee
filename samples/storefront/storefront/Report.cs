using System.Globalization;

namespace Shop.Storefront;

/// <summary>Prints a run for people.</summary>
internal static class Report
{
    public static void Print(PricingRun run, Options options, TextWriter output)
    {
        List<Invoice> invoices = Invoices(run);
        PrintInvoices(invoices, options.Invoices, output);
        PrintCountries(invoices, output);
        PrintFailures(run, options.Failures, output);
        PrintSpeed(run, output);
    }

    private static List<Invoice> Invoices(PricingRun run)
        => [.. run.Results
            .Where(static result => result.Priced is not null)
            .GroupBy(static result => (result.Line.Order, result.Line.Country))
            .Select(static order => new Invoice(
                order.Key.Order,
                order.Key.Country,
                order.Count(),
                order.Sum(static result => result.Priced!.Net),
                order.Sum(static result => result.Priced!.Tax)))
            .OrderByDescending(static invoice => invoice.Gross)
            .ThenBy(static invoice => invoice.Order, StringComparer.Ordinal)];

    private static void PrintInvoices(List<Invoice> invoices, int limit, TextWriter output)
    {
        int shown = Math.Min(limit, invoices.Count);
        output.WriteLine(Invariant($"{invoices.Count} invoices, the {shown} largest (EUR):"));
        output.WriteLine("  order   country  lines          net          tax        total");
        foreach (Invoice invoice in invoices.Take(shown))
        {
            output.WriteLine(Invariant(
                $"  {invoice.Order,-8}{invoice.Country,-7}{invoice.Lines,7}{invoice.Net,13:N2}{invoice.Tax,13:N2}{invoice.Gross,13:N2}"));
        }

        output.WriteLine();
    }

    private static void PrintCountries(List<Invoice> invoices, TextWriter output)
    {
        output.WriteLine("totals by country (EUR):");
        output.WriteLine("  country  invoices            net            tax          total");
        foreach (IGrouping<string, Invoice> country in invoices.GroupBy(static invoice => invoice.Country).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            PrintTotal(country.Key, [.. country], output);
        }

        PrintTotal("all", invoices, output);
        output.WriteLine();
    }

    private static void PrintTotal(string name, List<Invoice> invoices, TextWriter output)
    {
        decimal net = invoices.Sum(static invoice => invoice.Net);
        decimal tax = invoices.Sum(static invoice => invoice.Tax);
        output.WriteLine(Invariant($"  {name,-9}{invoices.Count,8}{net,15:N2}{tax,15:N2}{net + tax,15:N2}"));
    }

    private static void PrintFailures(PricingRun run, int limit, TextWriter output)
    {
        List<LineResult> failures = [.. run.Results.Where(static result => result.Failure is not null)];
        output.WriteLine(Invariant($"{failures.Count} failed lines:"));
        foreach (IGrouping<string, LineResult> reason in failures
            .GroupBy(static result => Kind(result.Failure!))
            .OrderByDescending(static group => group.Count())
            .ThenBy(static group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine(Invariant($"  {reason.Count(),5}  {reason.Key}"));
            foreach (LineResult failure in reason.Take(limit))
            {
                OrderLine line = failure.Line;
                output.WriteLine(Invariant(
                    $"         {Path.GetFileName(run.Orders.Path)}({line.FileLine}): order {line.Order}, {line.Quantity} x {line.Sku} to {line.Country}: {failure.Failure}"));
            }
        }

        output.WriteLine();
    }

    private static string Kind(string failure)
        => failure.StartsWith("out of stock", StringComparison.Ordinal) ? "out of stock"
            : failure.EndsWith("is not in the catalog", StringComparison.Ordinal) ? "not in the catalog"
            : failure.StartsWith("nothing is sold", StringComparison.Ordinal) ? "country not served"
            : "invalid line";

    private static void PrintSpeed(PricingRun run, TextWriter output)
    {
        TimeSpan[] latencies = [.. run.Results.Select(static result => result.Latency).Order()];
        double rate = run.Results.Count / Math.Max(run.Elapsed.TotalSeconds, 1e-9);
        output.WriteLine(Invariant(
            $"{run.Results.Count} lines in {run.Elapsed.TotalSeconds:N2} s: {rate:N0} lines/s, latency p50 {Percentile(latencies, 50):N2} ms, p99 {Percentile(latencies, 99):N2} ms"));
    }

    /// <summary>The nearest-rank percentile in milliseconds; 0 without a sample.</summary>
    private static double Percentile(TimeSpan[] sorted, int percent)
        => sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)].TotalMilliseconds;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Invoice(string Order, string Country, int Lines, decimal Net, decimal Tax)
    {
        public decimal Gross => Net + Tax;
    }
}
