using System.Globalization;
using Cells.Directories;

namespace Cells.Load;

/// <summary>Kills a server and its clients at random under load, cuts their connections, and accounts for every call, item and event at both ends.</summary>
/// <param name="kills">How often something is killed or cut.</param>
/// <param name="clients">The client processes at any time.</param>
/// <param name="seed">Decides what it is, and after how many entries of its journal.</param>
internal sealed class Chaos(int kills, int clients, int seed)
{
    // Entries of a server's journal: calls, items and events.
    private const int FewestEntries = 500;
    private const int MostEntries = 10_000;
    private const int MostCuts = 8;

    private readonly Random _random = new(seed);
    private readonly List<Worker> _clients = [];
    private int _started;

    /// <summary>Runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        using Scratch scratch = new();
        string cell = scratch.Cell(limits: ChaosLimits.Server);
        string front = scratch.Cell("front");
        Relay relay = new(CellDirectory.At(front).SocketPath, CellDirectory.At(cell).SocketPath);
        Worker server = await LedgerProcess.StartAsync(cell, scratch.Journals);
        List<string> broken = [];
        int ofServers = 0;
        int ofClients = 0;
        try
        {
            int sockets = server.Sockets;
            long heap = await HeapGrowth.WeighAsync(cell);
            for (int i = 0; i < clients; i++)
            {
                StartClient(front, scratch.Journals);
            }

            for (int kill = 0; kill < kills; kill++)
            {
                await WaitForEntriesAsync(scratch.Journals, _random.Next(FewestEntries, MostEntries));
                switch (_random.Next(3))
                {
                    case 0:
                        await server.KillAsync();
                        server.Dispose();
                        server = await LedgerProcess.StartAsync(cell, scratch.Journals);
                        ofServers++;
                        break;
                    case 1:
                        int victim = _random.Next(_clients.Count);
                        await _clients[victim].KillAsync();
                        _clients[victim].Dispose();
                        _clients.RemoveAt(victim);
                        StartClient(front, scratch.Journals);
                        ofClients++;
                        break;
                    default:
                        relay.Cut(_random.Next(1, MostCuts));
                        break;
                }
            }

            await WaitForEntriesAsync(scratch.Journals, MostEntries);
            foreach (Worker client in _clients)
            {
                await client.CloseAsync();
                await client.EndAsync();
            }

            await WaitForSocketsAsync(server, sockets);
            if (await HeapGrowth.FindAsync(cell, heap) is { } growth)
            {
                broken.Add(growth);
            }

            await server.StopAsync();
        }
        finally
        {
            _clients.ForEach(static client => client.Dispose());
            server.Dispose();
            await relay.DisposeAsync();
        }

        ChaosAccount account = ChaosAccount.Read(scratch.Journals);
        broken.AddRange(account.Broken);
        broken.AddRange(scratch.FindLeftovers(cell));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"chaos, seed {seed}: {ofServers} kills of the server, {ofClients} of clients, {kills - ofServers - ofClients} cuts under {clients} clients"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{account.Count} calls, {account.Unknown} unknown: {(double)account.Unknown / Math.Max(1, kills):0.0} of them, or {100.0 * account.Unknown / Math.Max(1, account.Count) / Math.Max(1, kills):0.000} % of all calls, for each\n"));
        foreach (string line in account.Describe())
        {
            Console.WriteLine(line);
        }

        return Report.Finish(broken);
    }

    private void StartClient(string cell, string journals)
    {
        _started++;
        _clients.Add(Worker.Start(["client", "--client", _started.ToString(CultureInfo.InvariantCulture)], cell, journals));
    }

    /// <summary>Waits until so many more entries are written: a condition and no time, so that a slow machine is killed as often as a fast one.</summary>
    internal static async Task WaitForEntriesAsync(string journals, int entries)
    {
        long enough = Entries(journals) + entries;
        while (Entries(journals) < enough)
        {
            await Task.Delay(1);
        }
    }

    private static long Entries(string journals) => Directory.GetFiles(journals, "server-*").Sum(Journal.Count);

    // The server closes what its clients have left; a connection that it kept would never go.
    private static async Task WaitForSocketsAsync(Worker server, int sockets)
    {
        using CancellationTokenSource overdue = new(TimeSpan.FromMinutes(1));
        while (server.Sockets > sockets)
        {
            await Task.Delay(10, overdue.Token);
        }
    }
}
