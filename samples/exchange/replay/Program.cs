using System.Globalization;
using Cells;
using Trading;
using Trading.Replay;

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
    Order[] orders = OrderDay.Generate(options.Seed, options.Orders);
    ReferenceBook expected = ReferenceBook.After(orders);
    await using ExchangeClient exchange = await ExchangeClient.ConnectAsync(interrupted.Token);

    bool agrees = true;
    foreach (string way in options.Ways)
    {
        DayReplay day = await DayReplay.RunAsync(exchange, way, orders, expected, interrupted.Token);
        agrees &= day.Difference is null;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{way,-7}{orders.Length,8} orders in {day.Elapsed.TotalSeconds:N2} s: {orders.Length / day.Elapsed.TotalSeconds:N0} orders/s, {day.Tally.Trades} trades ({day.Heard} heard, {day.Missed} missed), book {day.Difference ?? "agrees"}"));
    }

    return agrees ? 0 : 1;
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
