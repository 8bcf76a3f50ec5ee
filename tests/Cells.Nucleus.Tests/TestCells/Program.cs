using Cells.Connections;
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
            case "slow":
                // As one that reads much before it serves.
                await Task.Delay(TimeSpan.FromSeconds(1));
                return await CellHost.RunAsync<Worker>([]);
            case "asker":
                return await CellHost.RunAsync<Asker>([]);
            case "ask":
                await using (AskerClient asker = new(CellChannel.ForDirectory(args[1], AskerContract.Contract, CellSystemClient.NoErrors)))
                {
                    await Console.Out.WriteLineAsync($"{await asker.AskAsync()} {await asker.SeesAsync(args[2])}");
                    return 0;
                }

            case "later":
                return await CellHost.RunAsync<LaterWorker>([]);
            default:
                return await CellHost.RunAsync<Worker>([]);
        }
    }
}
