using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Cells.Benchmarks;

/// <summary>One benchmark over all rounds.</summary>
/// <param name="Medians">The median of each round in nanoseconds.</param>
/// <param name="Lowest">The fastest iteration of each round in nanoseconds: what the code costs on a machine that does nothing else.</param>
/// <param name="Allocated">Bytes per operation of each round, in which what the runtime allocates in the background counts too.</param>
internal sealed record Measured(List<double> Medians, List<double> Lowest, List<long> Allocated)
{
    public long AllocatedBytes => Allocated.Min();

    public double Median => MedianOf(Medians);

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

/// <summary>Runs benchmarks in rounds, so that what slows the machine for a while does not fall on one of two that are compared.</summary>
internal static class Measurement
{
    // Many short ones: on a machine that others use too, some of them run undisturbed.
    public const int Iterations = 25;
    public const int Warmups = 5;
    public const int IterationMilliseconds = 20;

    public static Dictionary<MethodInfo, Measured> Run(IReadOnlyList<Type> classes, int rounds)
    {
        Dictionary<MethodInfo, Measured> results = [];
        for (int round = 0; round <= rounds; round++)
        {
            foreach (Type benchmarks in classes)
            {
                Console.Error.WriteLine($"round {round} of {rounds}: {benchmarks.Name}");
                Summary summary = BenchmarkRunner.Run(benchmarks, Config());

                // The first one is thrown away: in it, the compiler still replaces what runs.
                if (round > 0)
                {
                    Add(results, summary);
                }
            }
        }

        return results;
    }

    private static void Add(Dictionary<MethodInfo, Measured> results, Summary summary)
    {
        foreach (BenchmarkReport report in summary.Reports)
        {
            MethodInfo method = report.BenchmarkCase.Descriptor.WorkloadMethod;
            if (!report.Success || report.ResultStatistics is not { } statistics)
            {
                throw new InvalidOperationException($"{method.DeclaringType!.Name}.{method.Name} failed; see the log in {summary.ResultsDirectoryPath}.");
            }

            if (!results.TryGetValue(method, out Measured? measured))
            {
                measured = new Measured([], [], []);
                results.Add(method, measured);
            }

            measured.Medians.Add(statistics.Median);
            measured.Lowest.Add(statistics.Min);
            measured.Allocated.Add(report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0);
        }
    }

    // In this process: what is built and measured is the very assembly that was built.
    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(Warmups)
            .WithIterationCount(Iterations)
            .WithIterationTime(TimeInterval.FromMilliseconds(IterationMilliseconds)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddLogger(NullLogger.Instance);
}
