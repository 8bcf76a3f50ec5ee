using Cells;
using Cells.Directories;
using Shop;
using Shop.Storefront;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{Options.Usage}");
    return 2;
}

if (options.ShowHelp)
{
    Console.WriteLine(Options.Usage);
    return 0;
}

using Otlp? otlp = Otlp.Export("storefront", options.Otlp);
using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

try
{
    // A path of the user's is relative to where the user stands; the bundled file lies beside cell.toml.
    OrderFile orders = OrderFile.Read(options.Orders ?? Path.Combine(CellDirectory.Find().Path, "orders.csv"));
    await using CatalogClient catalog = await CatalogClient.ConnectAsync(interrupted.Token);
    await using PricingClient pricing = await PricingClient.ConnectAsync(interrupted.Token);

    PricingRun run = await PricingRun.ExecuteAsync(orders, catalog, pricing, options.Concurrency, interrupted.Token);
    Report.Print(run, options, Console.Out);
    return 0;
}
catch (OrderFileException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (CellException error)
{
    Console.Error.WriteLine($"{error.Status}: {error.Message}");
    return 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    Console.Error.WriteLine("interrupted");
    return 130;
}
