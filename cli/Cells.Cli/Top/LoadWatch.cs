using Cells.Cli.Instances;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Top;

/// <summary>Looks at cells again and again.</summary>
internal sealed class LoadWatch : IAsyncDisposable
{
    private readonly LoadSource[] _sources;
    private readonly string[] _names;
    private Dictionary<(string Directory, int ProcessId), CellLoad> _before = [];

    /// <summary>Looks at <paramref name="cells"/>.</summary>
    public LoadWatch(IReadOnlyList<CellDirectory> cells)
    {
        _sources = [.. cells.Select(static cell => new LoadSource(cell))];
        _names = [.. cells.Select(CellNames.Of)];
    }

    /// <summary>Looks once: rates are those since the look before.</summary>
    public async Task<MeshLoad> LookAsync(CancellationToken cancellationToken)
    {
        CellReading[] readings = await Task.WhenAll(_sources.Select(source => source.ReadAsync(cancellationToken)));
        Dictionary<(string, int), CellLoad> now = [];
        List<LoadOfCell> cells = [];
        for (int i = 0; i < readings.Length; i++)
        {
            string path = _sources[i].Directory.Path;
            cells.Add(new LoadOfCell(_names[i], path, readings[i].Condition, [.. readings[i].Processes.Select(process => Compare(path, process))]));
            foreach (CellLoad load in readings[i].Processes.Select(static process => process.Load).OfType<CellLoad>())
            {
                now[(path, load.ProcessId)] = load;
            }
        }

        _before = now;
        return new MeshLoad(TimeProvider.System.GetUtcNow(), cells);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (LoadSource source in _sources)
        {
            await source.DisposeAsync();
        }
    }

    private LoadOfReplica Compare(string path, ProcessReading process)
        => new(process, process.Load is { } load ? ReplicaRates.Between(_before.GetValueOrDefault((path, load.ProcessId)), load) : null);
}
