using System.Globalization;
using Cells.Directories;

namespace Cells.Load;

/// <summary>One cell of a ring: serves a ledger, and calls others while it is told to.</summary>
internal static class RingNode
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Serves and calls: <c>connect</c> on standard input makes the first call to each neighbour, <c>go</c> starts the others, <c>enough</c> ends them, the end of the
    /// input ends the cell.
    /// </summary>
    public static async Task<int> RunAsync(int node, int cells, int rate)
    {
        string own = Environment.GetEnvironmentVariable(CellDirectory.Variable)!;
        using CancellationTokenSource stopping = new();
        Task<int> serving = LedgerProcess.ServeAsync(stopping.Token);
        while (CellState.Read(CellDirectory.At(own))?.ProcessId != Environment.ProcessId && !serving.IsCompleted)
        {
            await Task.Delay(Poll);
        }

        Worker.Say("ready");
        await Console.In.ReadLineAsync(CancellationToken.None);
        LedgerClient[] neighbours = [.. Ring.NeighboursOf(node, cells).Select(other => LedgerProcess.Connect(Ring.DirectoryOf(own, other)))];
        foreach (LedgerClient neighbour in neighbours)
        {
            await neighbour.EchoAsync(node, 0, CancellationToken.None);
        }

        Worker.Say("connected");
        await Console.In.ReadLineAsync(CancellationToken.None);
        using CancellationTokenSource enough = new();
        Task<long>[] calling = [.. neighbours.Select(neighbour => Task.Run(() => CallAsync(neighbour, node, rate, enough.Token)))];
        await Console.In.ReadLineAsync(CancellationToken.None);
        await enough.CancelAsync();
        foreach (long made in await Task.WhenAll(calling))
        {
            Worker.Say(made.ToString(CultureInfo.InvariantCulture));
        }

        await Console.In.ReadToEndAsync(CancellationToken.None);
        await stopping.CancelAsync();
        return await serving;
    }

    /// <summary>Calls one neighbour; a call that fails ends the process, and with it the run.</summary>
    private static async Task<long> CallAsync(LedgerClient neighbour, int node, int rate, CancellationToken enough)
    {
        await using LedgerClient ledger = neighbour;
        long made = 1;
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
