using Cells.Cli.Instances;
using Cells.Directories;
using Cells.Hosting;
using Cells.Schema;

namespace Cells.Cli.Top;

/// <summary>Looks at cells again and again.</summary>
internal sealed class LoadWatch : IAsyncDisposable
{
    private readonly LoadSource[] _sources;
    private Dictionary<(string Directory, int ProcessId), CellLoad> _before = [];

    /// <summary>Looks at <paramref name="cells"/>.</summary>
    public LoadWatch(IEnumerable<CellDirectory> cells)
        => _sources = [.. cells.Select(static cell => new LoadSource(cell, CellNames.Of(cell)) { Replicas = ReplicasOf(cell) })];

    /// <summary>Looks once: rates are those since the look before.</summary>
    public async Task<MeshLoad> LookAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, int), CellLoad> now = [];
        List<LoadOfCell> cells = [];
        (IReadOnlyDictionary<int, CellLoad> Loads, string? Problem)[] answers = await Task.WhenAll(_sources.Select(source => source.ReadAsync(cancellationToken)));
        foreach ((LoadSource source, (IReadOnlyDictionary<int, CellLoad> loads, string? problem)) in _sources.Zip(answers))
        {
            string path = source.Directory.Path;
            cells.Add(new LoadOfCell(source.Name, path, [.. loads.Values.Select(load => ReplicaRates.Between(_before.GetValueOrDefault((path, load.ProcessId)), load))], problem));
            foreach (CellLoad load in loads.Values)
            {
                now.Add((path, load.ProcessId), load);
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

    private static int ReplicasOf(CellDirectory cell)
    {
        try
        {
            return CellManifest.Read(File.ReadAllText(cell.ManifestPath), cell.ManifestPath).Manifest?.Replicas ?? 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What runs is looked at, whatever became of its manifest.
            return 1;
        }
    }
}
