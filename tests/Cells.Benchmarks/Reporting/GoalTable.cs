using System.Globalization;
using System.Reflection;
using System.Text;

namespace Cells.Benchmarks;

/// <summary>The tables that a run prints, in Markdown.</summary>
internal static class GoalTable
{
    /// <summary>A row for every goal.</summary>
    public static string Goals(Dictionary<MethodInfo, Measured> results)
    {
        StringBuilder text = new("| measure | measured | against | ratio | of the fastest | goal | allocated | |\n|---|---:|---|---:|---:|---:|---:|---|\n");
        foreach ((MethodInfo method, Measured measured) in results)
        {
            if (method.GetCustomAttribute<GoalAttribute>() is GoalAttribute goal)
            {
                AppendRow(text, goal, measured, Baseline(results, method, goal));
            }
        }

        return text.ToString();
    }

    /// <summary>A row for every benchmark.</summary>
    public static string All(Dictionary<MethodInfo, Measured> results)
    {
        StringBuilder text = new("| benchmark | median | fastest | allocated |\n|---|---:|---:|---:|\n");
        foreach ((MethodInfo method, Measured measured) in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {method.DeclaringType!.Name}.{method.Name} | {Time(measured.Median)} | ");
            text.Append(CultureInfo.InvariantCulture, $"{Time(measured.Lowest.Min())} | {measured.AllocatedBytes:N0} B |\n");
        }

        return text.ToString();
    }

    public static string Number(double value) => value.ToString(value < 0.01 ? "0.#####" : value < 10 ? "0.###" : "0.#", CultureInfo.InvariantCulture);

    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e3 => $"{nanoseconds:0.0} ns",
        < 1e6 => $"{nanoseconds / 1e3:0.00} µs",
        _ => $"{nanoseconds / 1e6:0.00} ms",
    };

    private static void AppendRow(StringBuilder text, GoalAttribute goal, Measured measured, Measured? baseline)
    {
        // Of the rounds' ratios, not the ratio of medians: the two of one round were measured within seconds of each other.
        double value = baseline is null
            ? measured.Median / 1e6
            : Measured.MedianOf(measured.Medians.Zip(baseline.Medians, static (own, other) => own / other));
        string against = baseline is null ? "" : $"{goal.Against} {Time(baseline.Median)}";
        string ratio = baseline is null ? "" : Number(value) + "x";
        string fastest = baseline is null ? "" : Number(measured.Lowest.Min() / baseline.Lowest.Min()) + "x";
        string limit = double.IsNaN(goal.AtMost) ? "" : baseline is null ? $"≤ {Number(goal.AtMost)} ms" : $"≤ {Number(goal.AtMost)}x";
        bool hasGoal = limit.Length > 0 || goal.AtMostBytes >= 0;
        bool isMissed = value > goal.AtMost || (goal.AtMostBytes >= 0 && measured.AllocatedBytes > goal.AtMostBytes);
        string verdict = !hasGoal ? "" : isMissed ? "**miss**" : "pass";
        string bytes = $"{measured.AllocatedBytes:N0} B" + (goal.AtMostBytes >= 0 ? $" (≤ {goal.AtMostBytes:N0})" : "");
        text.Append(CultureInfo.InvariantCulture, $"| {goal.Measure} | {Time(measured.Median)} | {against} | {ratio} | {fastest} | {limit} | {bytes} | {verdict} |\n");
    }

    private static Measured? Baseline(Dictionary<MethodInfo, Measured> results, MethodInfo method, GoalAttribute goal) =>
        goal.Against is null ? null : results[method.DeclaringType!.GetMethod(goal.Against)!];
}
