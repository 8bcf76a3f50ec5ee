using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using Cells.Benchmarks;

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

        return 0;

    // Everything that BenchmarkDotNet offers: filters, disassembly, other jobs.
    case ["bdn", .. string[] rest]:
        BenchmarkSwitcher.FromTypes(all).Run(rest);
        return 0;

    case ["all" or "codec" or "plans" or "planner", .. string[] rest] when TryReadRounds(rest, out int rounds):
        Dictionary<MethodInfo, Measured> results = Measurement.Run(args[0] == "all" ? all : groups[args[0]], rounds);
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs; "
            + $"medians of {rounds} rounds of {Measurement.Iterations} x {Measurement.IterationMilliseconds} ms after {Measurement.Warmups} to warm up\n");
        Console.WriteLine(GoalTable.Goals(results));
        Console.WriteLine(GoalTable.All(results));
        return 0;

    default:
        Console.Error.WriteLine(
            """
            usage: Cells.Benchmarks codec | plans | planner | all [--rounds <n>]   measure, and print the table of goals (3 rounds)
                   Cells.Benchmarks --smoke                                        run every benchmark once and check what it gives
                   Cells.Benchmarks bdn <options>                                  BenchmarkDotNet's own command line
            """);
        return 2;
}

static bool TryReadRounds(string[] rest, out int rounds)
{
    rounds = DefaultRounds;
    return rest is [] || (rest is ["--rounds", string text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0);
}
