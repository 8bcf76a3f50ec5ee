using Cells.Directories;

namespace Cells.Load;

/// <summary>One cell of a ring: serves a ledger, and calls others while it is told to.</summary>
internal static class RingNode
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Serves and calls: <c>go</c> on standard input starts the calls, <c>enough</c> ends them, the end of the input ends the cell.</summary>
    public static async Task<int> RunAsync(int node, int cells, int rate)
    {
        string own = Environment.GetEnvironmentVariable(CellDirectory.Variable)!;
        using CancellationTokenSource stopping = new();
        Task<int> serving = LedgerProcess.ServeAsync(stopping.Token);
        while (CellState.Read(CellDirectory.At(own))?.ProcessId != Environment.ProcessId && !serving.IsCompleted)
        {
            await Task.Delay(Poll);
        }

        Console.WriteLine("ready");
        await Console.In.ReadLineAsync(CancellationToken.None);
        using CancellationTokenSource enough = new();
        Task<long>[] calling = [.. Ring.NeighboursOf(node, cells).Select(other => Task.Run(() => CallAsync(Ring.DirectoryOf(own, other), node, rate, enough.Token)))];
        await Console.In.ReadLineAsync(CancellationToken.None);
        await enough.CancelAsync();
        foreach (long made in await Task.WhenAll(calling))
        {
            Console.WriteLine(made);
        }

        await Console.In.ReadToEndAsync(CancellationToken.None);
        await stopping.CancelAsync();
        return await serving;
    }

    /// <summary>Calls one neighbour; a call that fails ends the process, and with it the run.</summary>
    private static async Task<long> CallAsync(string directory, int node, int rate, CancellationToken enough)
    {
        await using LedgerClient ledger = LedgerProcess.Connect(directory);
        long made = 0;
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.0 / Math.Max(1, rate)));
        while (!enough.IsCancellationRequested)
        {
            await ledger.EchoAsync(node, made, CancellationToken.None);
            made++;
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return made;
    }
}
