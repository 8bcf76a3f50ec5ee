using System.Globalization;

namespace Cells.Load;

/// <summary>Cells in a ring, each a process that calls the next and three others.</summary>
/// <param name="cells">The processes.</param>
/// <param name="seconds">How long they call.</param>
/// <param name="rate">The calls a second of each.</param>
internal sealed class Ring(int cells, int seconds, int rate)
{
    private const int StartingAtOnce = 4;

    /// <summary>Whom a cell calls: the next one, and three spread over the ring.</summary>
    public static int[] NeighboursOf(int node, int cells)
        => [.. new[] { 1, 1 + (cells / 4), 1 + (cells / 2), 1 + (3 * cells / 4) }.Select(step => (node + step) % cells).Where(other => other != node).Distinct()];

    /// <summary>The directory of a cell, beside those of the others.</summary>
    public static string DirectoryOf(string own, int node)
        => Path.Combine(Path.GetDirectoryName(own)!, string.Create(CultureInfo.InvariantCulture, $"cell-{node}"));

    /// <summary>Runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        using Scratch scratch = new();
        string[] directories = [.. Enumerable.Range(0, cells).Select(node => scratch.Cell($"cell-{node}"))];
        Worker[] nodes = new Worker[cells];
        List<string> broken = [];
        long calls = 0;
        try
        {
            await Parallel.ForAsync(0, cells, new ParallelOptions { MaxDegreeOfParallelism = StartingAtOnce }, async (node, _) =>
            {
                nodes[node] = Worker.Start(
                    ["node", "--node", Text(node), "--cells", Text(cells), "--rate", Text(rate)], directories[node], scratch.Journals);
                await ExpectAsync(nodes[node], "ready");
            });
            // Not all at once: what a process compiles for its first call takes 256 of them on two processors longer than a connection may take.
            await Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = StartingAtOnce }, static async (node, _) =>
            {
                await node.TellAsync("connect");
                await ExpectAsync(node, "connected");
            });
            await Task.WhenAll(nodes.Select(static node => node.TellAsync("go")));
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(nodes.Select(static node => node.TellAsync("enough")));

            // Each says what it has called; only when all have is what was served complete.
            Dictionary<(int From, int To), long> made = [];
            for (int node = 0; node < cells; node++)
            {
                foreach (int other in NeighboursOf(node, cells))
                {
                    made[(node, other)] = await HearCountAsync(nodes[node]);
                    calls += made[(node, other)];
                }
            }

            for (int node = 0; node < cells; node++)
            {
                await using LedgerClient auditor = LedgerProcess.Connect(directories[node]);
                foreach (((int from, int to), long count) in made.Where(pair => pair.Key.To == node))
                {
                    long served = await auditor.CountOfAsync(from);
                    if (served != count)
                    {
                        broken.Add($"cell {from} called cell {to} {count} times, which served {served}");
                    }
                }
            }

            foreach (Worker node in nodes)
            {
                await node.CloseAsync();
                await node.EndAsync();
            }
        }
        finally
        {
            Array.ForEach(nodes, static node => node?.Dispose());
        }

        broken.AddRange(scratch.FindLeftovers(directories));
        Report.Row("cells", "connections", "calls", "calls/s");
        Report.Row("---:", "---:", "---:", "---:");
        Report.Row(cells, Enumerable.Range(0, cells).Sum(node => NeighboursOf(node, cells).Length), calls, calls / seconds);
        return Report.Finish(broken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<long> HearCountAsync(Worker node)
    {
        string? line = await node.HearAsync();
        return long.TryParse(line, CultureInfo.InvariantCulture, out long count)
            ? count
            : throw new InvalidOperationException($"process {node.Id} said '{line}'");
    }

    private static async Task ExpectAsync(Worker node, string word)
    {
        string? line = await node.HearAsync();
        if (line != word)
        {
            throw new InvalidOperationException($"process {node.Id} said '{line}' instead of '{word}'");
        }
    }
}
