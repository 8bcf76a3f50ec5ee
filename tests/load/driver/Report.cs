using System.Globalization;

namespace Cells.Load;

/// <summary>What is printed at the end.</summary>
internal static class Report
{
    private const int MostShown = 20;

    /// <summary>Prints what was found to be wrong.</summary>
    /// <returns>The exit code.</returns>
    public static int Finish(IReadOnlyList<string> broken)
    {
        Console.WriteLine(broken.Count == 0 ? "\nall accounted for, nothing left over" : $"\n{broken.Count} broken promises:");
        foreach (string line in broken.Take(MostShown))
        {
            Console.WriteLine($"  {line}");
        }

        return broken.Count == 0 ? 0 : 1;
    }

    /// <summary>A row of a table.</summary>
    public static void Row(params object[] cells) => Console.WriteLine($"| {string.Join(" | ", cells.Select(static cell => Convert.ToString(cell, CultureInfo.InvariantCulture)))} |");
}
