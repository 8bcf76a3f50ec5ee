using Cells.Hosting;

namespace Cells.Cli.Top;

/// <summary>What one process of a cell did between two looks at it.</summary>
/// <param name="Load">What it said last.</param>
/// <param name="CallsPerSecond">The calls that were answered; null at the first look, as all that follows.</param>
/// <param name="ErrorsPerSecond">Those of them that were answered with an error.</param>
/// <param name="Median">Half of the calls took at most as long; null without calls, too.</param>
/// <param name="Percentile99">99 of 100 calls took at most as long.</param>
/// <param name="Processors">The processors that it used: 1.5 for one and a half.</param>
internal sealed record ReplicaRates(CellLoad Load, double? CallsPerSecond, double? ErrorsPerSecond, TimeSpan? Median, TimeSpan? Percentile99, double? Processors)
{
    /// <summary>Compares two looks at the same process.</summary>
    public static ReplicaRates Between(CellLoad? before, CellLoad now)
    {
        // What is told of its uptime is the time between its own two answers, without what the way took.
        double seconds = before is null ? 0 : (now.Uptime - before.Uptime).TotalSeconds;
        if (before is null || seconds <= 0)
        {
            return new ReplicaRates(now, null, null, null, null, null);
        }

        long[] durations = [.. now.Durations.Zip(before.Durations, static (late, early) => late - early)];
        return new ReplicaRates(
            now,
            (now.Calls - before.Calls) / seconds,
            (now.Errors - before.Errors) / seconds,
            Percentile(durations, 0.5),
            Percentile(durations, 0.99),
            (now.ProcessorTime - before.ProcessorTime).TotalSeconds / seconds);
    }

    private static TimeSpan? Percentile(long[] durations, double share)
    {
        long rank = (long)Math.Ceiling(durations.Sum() * share);
        long seen = 0;
        for (int element = 0; element < durations.Length && rank > 0; element++)
        {
            seen += durations[element];
            if (seen >= rank)
            {
                return CellLoad.BoundOf(element);
            }
        }

        return null;
    }
}
