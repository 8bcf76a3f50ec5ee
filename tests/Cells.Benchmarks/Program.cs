using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using Cells.Benchmarks;
using Cells.Benchmarks.Calls;

const int DefaultRounds = 3;
Dictionary<string, Type[]> groups = new(StringComparer.Ordinal)
{
    ["codec"] = [typeof(TripleBenchmarks), typeof(PersonBenchmarks), typeof(PeopleBenchmarks), typeof(BlobBenchmarks)],
    ["plans"] = [typeof(PlannedOrderBenchmarks), typeof(PlannedOrdersBenchmarks), typeof(PlannedPositionsBenchmarks)],
    ["planner"] = [typeof(ComparisonBenchmarks)],
};
Type[] all = [.. groups.Values.SelectMany(static types => types)];

switch (args)
{
    case ["--smoke"]:
        foreach (Type type in all)
        {
            ((IRoundTrip)Activator.CreateInstance(type)!).Verify();
            Console.WriteLine($"ok {type.Name}");
        }

        CallBenchmarks.Verify();
        Console.WriteLine($"ok {nameof(CallBenchmarks)}");
        return 0;

    // Everything that BenchmarkDotNet offers: filters, disassembly, other jobs.
    case ["bdn", .. string[] rest]:
        BenchmarkSwitcher.FromTypes(all).Run(rest);
        return 0;

    case ["all" or "codec" or "plans" or "planner", .. string[] rest] when TryReadRounds(rest, DefaultRounds, out int rounds, out string[] others) && others is []:
        Dictionary<MethodInfo, Measured> results = Measurement.Run(args[0] == "all" ? all : groups[args[0]], rounds);
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs; "
            + $"medians of {rounds} rounds of {Measurement.Iterations} x {Measurement.IterationMilliseconds} ms after {Measurement.Warmups} to warm up\n");
        Console.WriteLine(GoalTable.Goals(results));
        Console.WriteLine(GoalTable.All(results));
        return 0;

    case ["calls", .. string[] rest] when TryReadRounds(rest, CallBenchmarks.DefaultRounds, out int callRounds, out string[] rows):
        CallBenchmarks.Run(callRounds, rows);
        return 0;

    // The processes of the above.
    case ["calls-serve", .. string[] rest]:
        ListenIf(rest);
        return await CallBenchmarks.ServeAsync();

    case ["calls-client", string server, .. string[] rest]:
        ListenIf(rest);
        return CallClient.Run(int.Parse(server, CultureInfo.InvariantCulture));

    default:
        Console.Error.WriteLine(
            """
            usage: Cells.Benchmarks codec | plans | planner | all [--rounds <n>]   measure, and print the table of goals (3 rounds)
                   Cells.Benchmarks calls [--rounds <n>] [<row> ...]                measure calls between processes (9 rounds; rows by the start of their names: L1, T)
                   Cells.Benchmarks --smoke                                        run every benchmark once and check what it gives
                   Cells.Benchmarks bdn <options>                                  BenchmarkDotNet's own command line
            """);
        return 2;
}

static void ListenIf(string[] words)
{
    if (words is [CellsPair.Observed])
    {
        Listening.Begin();
    }
}

static bool TryReadRounds(string[] words, int standard, out int rounds, out string[] rest)
{
    rounds = standard;
    bool isGiven = words is ["--rounds", ..];
    rest = isGiven && words.Length > 1 ? words[2..] : words;
    return !isGiven || (words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0);
}
