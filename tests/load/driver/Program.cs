using Cells.Load;

const string Usage = """
    Usage: Cells.Load chaos       [--kills 40] [--clients 4] [--seed 1]
           Cells.Load upgrades    [--count 20] [--clients 4]
           Cells.Load connections [--count 10000] [--seconds 60]
           Cells.Load rate        [--target 100000] [--seconds 60] [--connections 8]
           Cells.Load ring        [--cells 256] [--seconds 60] [--rate 20]

    Each prints what it did and found as a table in Markdown. Exit code: 0 all accounted for, 1 not, 2 usage.
    """;

Arguments arguments = new(args.Skip(1));
try
{
    // A manifest names a program without words: what it is for stands in its environment.
    return (args.FirstOrDefault() ?? Environment.GetEnvironmentVariable(Upgrades.RoleVariable)) switch
    {
        "chaos" => await new Chaos(arguments.Number("kills", 40), arguments.Number("clients", 4), arguments.Number("seed", 1)).RunAsync(),
        "upgrades" => await new Upgrades(arguments.Number("count", 20), arguments.Number("clients", 4)).RunAsync(),
        "connections" => await new ConnectionLoad(arguments.Number("count", 10_000), arguments.Number("seconds", 60)).RunAsync(),
        "rate" => await new RateLoad(arguments.Number("target", 100_000), arguments.Number("seconds", 60), arguments.Number("connections", 8)).RunAsync(),
        "ring" => await new Ring(arguments.Number("cells", 256), arguments.Number("seconds", 60), arguments.Number("rate", 20)).RunAsync(),
        // The processes that these start.
        "serve" => await LedgerProcess.ServeAsync(),
        "client" => await ChaosClient.RunAsync(arguments.Number("client", 0)),
        "node" => await RingNode.RunAsync(arguments.Number("node", 0), arguments.Number("cells", 0), arguments.Number("rate", 0)),
        _ => throw new FormatException(args.Length == 0 ? "what to do is missing" : $"'{args[0]}' is not known"),
    };
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{Usage}");
    return 2;
}
