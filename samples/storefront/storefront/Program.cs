using Cells;
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

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

try
{
    OrderFile orders = OrderFile.Read(options.Orders);
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
