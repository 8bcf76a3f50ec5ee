using System.Globalization;

namespace Cells.Load;

/// <summary>Many connections to one cell, each calling once a second, and what an idle one costs.</summary>
/// <param name="count">The connections, each with a client of its own.</param>
/// <param name="seconds">How long.</param>
internal sealed class ConnectionLoad(int count, int seconds)
{
    private const int TicksPerSecond = 50;
    private const int AtOnce = 64;

    /// <summary>The time that connections stand idle before they are weighed; the method of the goal, scaled down with a short run.</summary>
    private TimeSpan Idle => TimeSpan.FromSeconds(Math.Min(10, seconds));

    /// <summary>Runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        using Scratch scratch = new();
        string cell = scratch.Cell();
        List<string> broken = [];
        LedgerClient[] clients = [.. Enumerable.Range(0, count).Select(_ => LedgerProcess.Connect(cell))];
        Latencies latencies = new();
        long wanted;
        long executed;
        long idle;
        using (Worker server = await LedgerProcess.StartAsync(cell, scratch.Journals))
        {
            await using LedgerClient auditor = LedgerProcess.Connect(cell);
            await auditor.CountAsync();
            long heap = await auditor.WeighAsync();
            await Task.Delay(Idle);
            (long memory, long slab) = (server.Memory, Slab());
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancel) => await clients[i].EchoAsync(i, i, cancel));
            await Task.Delay(Idle);
            idle = (server.Memory - memory + ((Slab() - slab) / 2)) / count;

            wanted = count + await CallEachSecondAsync(clients, latencies, broken);
            executed = await auditor.CountAsync();
            await Parallel.ForEachAsync(clients, async (client, _) => await client.DisposeAsync());
            if (await HeapGrowth.FindAsync(cell, heap) is { } growth)
            {
                broken.Add(growth);
            }

            await server.StopAsync();
        }

        if (executed != wanted)
        {
            broken.Add($"{wanted} calls were made and {executed} executed");
        }

        broken.AddRange(scratch.FindLeftovers(cell));
        Report.Row("connections", "calls", "executed", "p50", "p99", "p99.9", "an idle connection");
        Report.Row("---:", "---:", "---:", "---:", "---:", "---:", "---:");
        Report.Row(count, wanted, executed, latencies.Quantile(0.5), latencies.Quantile(0.99), latencies.Quantile(0.999), $"{idle / 1024.0:0.0} KiB".Replace(',', '.'));
        return Report.Finish(broken);
    }

    /// <summary>Calls once a second on each connection, a few at a time so that the second is filled evenly.</summary>
    private async Task<long> CallEachSecondAsync(LedgerClient[] clients, Latencies latencies, List<string> broken)
    {
        List<Task> calls = [];
        long started = TimeProvider.System.GetTimestamp();
        for (int tick = 0; tick < seconds * TicksPerSecond; tick++)
        {
            TimeSpan early = TimeSpan.FromSeconds((double)tick / TicksPerSecond) - TimeProvider.System.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            int slice = tick % TicksPerSecond;
            for (int i = slice; i < clients.Length; i += TicksPerSecond)
            {
                calls.Add(CallAsync(clients[i], i, latencies, broken));
            }

            calls.RemoveAll(static call => call.IsCompleted);
        }

        await Task.WhenAll(calls);
        return latencies.Calls;
    }

    private static async Task CallAsync(LedgerClient client, int number, Latencies latencies, List<string> broken)
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            await client.EchoAsync(number, number);
            latencies.Add(TimeProvider.System.GetElapsedTime(start));
        }
        catch (CellException e)
        {
            lock (broken)
            {
                broken.Add($"a call of connection {number} failed: {e.Message}");
            }
        }
    }

    /// <summary>What the kernel holds in its caches, in bytes: half of what two ends of a socket hold is the server's.</summary>
    private static long Slab()
    {
        string line = File.ReadLines("/proc/meminfo").First(static line => line.StartsWith("Slab:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
