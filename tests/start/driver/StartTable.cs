using System.Globalization;

namespace Cells.Start.Driver;

/// <summary>The table of <c>docs/performance.md</c>.</summary>
internal static class StartTable
{
    /// <summary>Prints the table; false when a goal is missed.</summary>
    public static bool Print(IReadOnlyList<Start> starts, TextWriter output)
    {
        output.WriteLine("| start | to the first reply, median (best) | against | ratio | of the best | goal | resident memory | ratio | goal | |");
        output.WriteLine("|---|---:|---|---:|---:|---:|---:|---:|---:|---|");
        bool areMet = true;
        foreach ((string name, string? against, double time, double memory) in new[]
        {
            ("plain", null, 0, 0),
            ("cell", "plain", 1.4, 1.2),
            ("plain, ReadyToRun", null, 0, 0),
            ("cell, ReadyToRun", "plain, ReadyToRun", 1.4, 1.2),
            ("empty host", null, 0, 0),
            ("cell in a host", "empty host", 1.2, 0),
            ("Kestrel", null, 0, 0),
            ("cell", "Kestrel", 0.3, 0),
            ("cell, ReadyToRun", "Kestrel", 0.3, 0.0),
        })
        {
            areMet &= Print(Find(name), against is null ? null : Find(against), time, memory);
        }

        return areMet;

        Start Find(string name) => starts.First(start => start.Name == name);

        bool Print(Start start, Start? floor, double time, double memory)
        {
            double ratio = floor is null ? 0 : Median(start.Milliseconds.Zip(floor.Milliseconds, static (own, other) => own / other));
            double best = floor is null ? 0 : start.Milliseconds.Min() / floor.Milliseconds.Min();
            double share = floor is null ? 0 : Median(start.Mebibytes) / Median(floor.Mebibytes);
            bool isMet = floor is null || (ratio <= time && (memory == 0 || share <= memory));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {start.Name} | {Median(start.Milliseconds):0} ms ({start.Milliseconds.Min():0}) | {floor?.Name} | {Ratio(ratio)} | {Ratio(best)} | {Goal(time)} | {Median(start.Mebibytes):0.0} MiB | {(memory == 0 ? "" : Ratio(share))} | {Goal(memory)} | {(floor is null ? "" : isMet ? "pass" : "**miss**")} |"));
            return isMet;
        }
    }

    private static string Ratio(double ratio) => ratio == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}x");

    private static string Goal(double goal) => goal == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"≤ {goal}x");

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
