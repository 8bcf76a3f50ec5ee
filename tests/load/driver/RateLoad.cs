using System.Globalization;
using System.Runtime.CompilerServices;

namespace Cells.Load;

/// <summary>A rate of calls through one cell, held for a while.</summary>
/// <param name="target">Calls a second.</param>
/// <param name="seconds">How long.</param>
/// <param name="connections">The connections that carry them.</param>
internal sealed class RateLoad(int target, int seconds, int connections)
{
    private const int TicksPerSecond = 200;

    /// <summary>The calls in flight on one connection: below what would wait at the client for a place.</summary>
    private const int MostInFlight = 1000;

    /// <summary>Runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        using Scratch scratch = new();
        string cell = scratch.Cell();
        List<string> broken = [];
        Latencies latencies = new();
        LedgerClient[] clients = [.. Enumerable.Range(0, connections).Select(_ => LedgerProcess.Connect(cell))];
        long executed;
        TimeSpan took;
        TimeSpan ofServer;
        using (Worker server = await LedgerProcess.StartAsync(cell, scratch.Journals))
        {
            long heap = await HeapGrowth.WeighAsync(cell);
            await Task.WhenAll(clients.Select(static client => client.CountAsync().AsTask()));
            long start = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => CallAsync(clients[i], i, latencies, broken))));
            took = TimeProvider.System.GetElapsedTime(start);
            executed = await clients[0].CountAsync();
            ofServer = server.ProcessorTime;
            await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
            if (await HeapGrowth.FindAsync(cell, heap) is { } growth)
            {
                broken.Add(growth);
            }

            await server.StopAsync();
        }

        if (executed != latencies.Calls)
        {
            broken.Add($"{latencies.Calls} calls were answered and {executed} executed");
        }

        broken.AddRange(scratch.FindLeftovers(cell));
        double rate = latencies.Calls / took.TotalSeconds;
        TimeSpan ofClients = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
        Report.Row("target", "calls/s", "calls", "executed", "p50", "p99", "CPU of a call, both ends");
        Report.Row("---:", "---:", "---:", "---:", "---:", "---:", "---:");
        Report.Row(
            target, rate.ToString("0", CultureInfo.InvariantCulture), latencies.Calls, executed, latencies.Quantile(0.5), latencies.Quantile(0.99),
            string.Create(CultureInfo.InvariantCulture, $"{(ofServer + ofClients).TotalMicroseconds / Math.Max(1, latencies.Calls):0.0} µs"));
        return Report.Finish(broken);
    }

    /// <summary>One connection's share: what is due at each tick is sent at once, as far as there is room, and the next tick sends the rest.</summary>
    private async Task CallAsync(LedgerClient client, int index, Latencies latencies, List<string> broken)
    {
        long share = ((long)target * seconds / connections) + (index < (long)target * seconds % connections ? 1 : 0);
        StrongBox<long> ended = new();
        long sent = 0;
        long start = TimeProvider.System.GetTimestamp();
        while (Interlocked.Read(ref ended.Value) < share)
        {
            double elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            long due = Math.Min(Math.Min(share, (long)(share * elapsed / seconds)), Interlocked.Read(ref ended.Value) + MostInFlight);
            for (; sent < due; sent++)
            {
                _ = CallAsync(client, sent, latencies, broken, ended);
            }

            await Task.Delay(TimeSpan.FromSeconds(1.0 / TicksPerSecond));
        }
    }

    private static async Task CallAsync(LedgerClient client, long number, Latencies latencies, List<string> broken, StrongBox<long> ended)
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            long answer = await client.TickAsync(number);
            latencies.Add(TimeProvider.System.GetElapsedTime(start));
            if (answer != number)
            {
                throw new InvalidOperationException($"{number} came back as {answer}");
            }
        }
        catch (Exception e) when (e is CellException or InvalidOperationException)
        {
            lock (broken)
            {
                broken.Add(e.Message);
            }
        }
        finally
        {
            Interlocked.Increment(ref ended.Value);
        }
    }
}
