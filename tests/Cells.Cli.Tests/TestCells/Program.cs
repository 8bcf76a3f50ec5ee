using Cells.Cli.Tests.Schemas;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Tests.TestCells;

/// <summary>The program of every cell in these tests: <c>TEST_CELL</c>, set in the cell's manifest, says what it does.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (Environment.GetEnvironmentVariable("TEST_CELL"))
        {
            case "crash":
                await Console.Error.WriteLineAsync("products.csv(7): no price");
                return 9;
            case "silent":
                await Task.Delay(Timeout.Infinite);
                return 0;
            case "meet":
                // Serves when the cell beside it, which does the same, has been started too.
                string here = CellDirectory.Find().Path;
                await File.WriteAllTextAsync(Path.Combine(here, "started"), "");
                string other = Directory.GetDirectories(Path.GetDirectoryName(here)!).Single(directory => directory != here);
                await CellFolder.WaitForFileAsync(Path.Combine(other, "started"));
                goto default;
            case "program":
                Console.WriteLine($"arguments: {string.Join('|', args)}");
                Console.WriteLine($"working directory: {Environment.CurrentDirectory}");
                Console.WriteLine($"cell directory: {CellDirectory.Find().Path}");
                return 7;
            case "limits":
                ReportLimits();
                return 0;
            case "report":
                ReportLimits();
                ReportSurroundings();
                goto default;
            case "large-schemas":
                // No cell: tests/schema-diff-cost.sh asks for what it measures.
                OrdersSchemas.Save(LargeSchemas.Before, args[0], "before.json");
                OrdersSchemas.Save(LargeSchemas.After, args[0], "after.json");
                return 0;
            case "wait":
                await File.WriteAllTextAsync(Path.Combine(CellDirectory.Find().Path, Greeter.WaitingFile), "");
                await Task.Delay(Timeout.Infinite);
                return 0;
            case "later":
                return await CellHost.RunAsync<LaterGreeter>(args);
            default:
                return await CellHost.RunAsync<Greeter>(args);
        }
    }

    private static void ReportLimits() => Console.WriteLine($"heap: {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes}, processors: {Environment.ProcessorCount}");

    /// <summary>What a sandbox is to hide.</summary>
    private static void ReportSurroundings()
    {
        string directory = CellDirectory.Find().Path;
        string[] beside = [.. Directory.GetFileSystemEntries(Path.GetDirectoryName(directory)!).Select(static entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];
        int interfaces = File.ReadLines("/proc/net/dev").Skip(2).Count();
        Console.Error.WriteLine($"beside: {string.Join(' ', beside)}, interfaces: {interfaces}");
    }
}
