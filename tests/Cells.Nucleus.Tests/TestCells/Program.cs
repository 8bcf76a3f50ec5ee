using Cells.Hosting;

namespace Cells.Nucleus.Tests.TestCells;

/// <summary>The program of every cell in these tests: its argument says what it does.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "crash":
                await Console.Error.WriteLineAsync("workers.csv(7): no worker");
                return 9;
            case "mute":
                await Console.Out.WriteLineAsync("waits for nothing");
                await Task.Delay(Timeout.Infinite);
                return 0;
            case "later":
                return await CellHost.RunAsync<LaterWorker>([]);
            default:
                return await CellHost.RunAsync<Worker>([]);
        }
    }
}
