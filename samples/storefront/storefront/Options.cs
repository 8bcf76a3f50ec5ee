using System.Globalization;

namespace Shop.Storefront;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(string? Orders, int Concurrency, int Invoices, int Failures, bool Otlp, bool ShowHelp)
{
    public const string Usage = """
        usage: storefront [orders.csv] [--concurrency N] [--invoices N] [--failures N] [--otlp]

          orders.csv       lines of order,country,sku,quantity after a header; the bundled file if left out
          --concurrency N  lines priced at a time (default 64)
          --invoices N     invoices printed, the largest first (default 10)
          --failures N     failed lines printed for each reason (default 3)
          --otlp           exports a trace of each line, and metrics, over OTLP (also with OTEL_EXPORTER_OTLP_ENDPOINT, as the cells behind do)
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">An argument is not known or has no valid value.</exception>
    public static Options Parse(string[] args)
    {
        Options options = new(Orders: null, Concurrency: 64, Invoices: 10, Failures: 3, Otlp: false, ShowHelp: false);
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--help" or "-h" => options with { ShowHelp = true },
                "--concurrency" => options with { Concurrency = Number(args, ref i, minimum: 1) },
                "--invoices" => options with { Invoices = Number(args, ref i, minimum: 0) },
                "--failures" => options with { Failures = Number(args, ref i, minimum: 0) },
                Shop.Otlp.Argument => options with { Otlp = true },
                ['-', ..] => throw new FormatException($"unknown option '{args[i]}'"),
                _ => options with { Orders = args[i] },
            };
        }

        return options;
    }

    private static int Number(string[] args, ref int index, int minimum)
    {
        string option = args[index++];
        return index < args.Length && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= minimum
            ? number
            : throw new FormatException($"{option} takes a whole number of at least {minimum}");
    }
}
