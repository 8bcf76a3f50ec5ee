namespace Cells.Build;

/// <summary>Which cell's manifest names which: found by reading the files, since projects that ask each other for it would build twice.</summary>
/// <remarks>
/// Within a cycle only an edge to the cell with the ordinally smaller path builds. Such edges always descend, so they cannot
/// close a loop, and every consumer comes to the same answer on its own.
/// </remarks>
internal sealed class CellGraph
{
    // A directory tree that grows while it is read must not keep a build for ever.
    private const int MaxCells = 10_000;

    private readonly Func<string, IReadOnlyList<string>> _dependencies;
    private readonly Dictionary<string, IReadOnlyList<string>> _edges = new(StringComparer.Ordinal);

    /// <param name="dependencies">The canonical directories that a cell's manifest names, by its canonical directory.</param>
    public CellGraph(Func<string, IReadOnlyList<string>> dependencies)
    {
        _dependencies = dependencies;
    }

    /// <summary>The graph of the manifests on disk. A manifest that cannot be read has no edges: its own build reports it.</summary>
    public static CellGraph OfManifests() => new(static directory =>
    {
        try
        {
            return ManifestFile.Read(directory)?.Manifest is { } manifest
                ? [.. manifest.Dependencies.SelectMany(static dependency => dependency.Paths).Select(path => CellPaths.Canonical(Path.Combine(directory, path)))]
                : [];
        }
        catch (BuildProblemException)
        {
            return [];
        }
    });

    /// <summary>The cycle that the edge from <paramref name="consumer"/> to <paramref name="producer"/> is part of: consumer, producer, … without the consumer at its end. Empty when there is none.</summary>
    public IReadOnlyList<string> FindCycle(string consumer, string producer)
    {
        Dictionary<string, string?> reachedFrom = new(StringComparer.Ordinal) { [producer] = null };
        Queue<string> open = new([producer]);
        while (open.TryDequeue(out string? cell))
        {
            if (string.Equals(cell, consumer, StringComparison.Ordinal))
            {
                return CycleThrough(consumer, reachedFrom);
            }

            foreach (string next in Edges(cell))
            {
                if (reachedFrom.Count < MaxCells && reachedFrom.TryAdd(next, cell))
                {
                    open.Enqueue(next);
                }
            }
        }

        return [];
    }

    /// <summary>Whether a build of <paramref name="consumer"/> may build <paramref name="producer"/>'s project.</summary>
    public bool MayBuild(string consumer, string producer)
        => FindCycle(consumer, producer).Count == 0 || string.CompareOrdinal(producer, consumer) < 0;

    private static List<string> CycleThrough(string consumer, Dictionary<string, string?> reachedFrom)
    {
        List<string> cycle = [];
        for (string? cell = reachedFrom[consumer]; cell is not null; cell = reachedFrom[cell])
        {
            cycle.Add(cell);
        }

        cycle.Add(consumer);
        cycle.Reverse();
        return cycle;
    }

    private IReadOnlyList<string> Edges(string cell)
    {
        if (!_edges.TryGetValue(cell, out IReadOnlyList<string>? edges))
        {
            edges = _dependencies(cell);
            _edges.Add(cell, edges);
        }

        return edges;
    }
}
