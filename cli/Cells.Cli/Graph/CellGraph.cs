using Cells.Cli.CommandLine;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Graph;

/// <summary>A cell and all that it depends on, directly or not.</summary>
internal sealed class CellGraph
{
    private readonly Dictionary<string, CellNode> _nodes = new(StringComparer.Ordinal);

    private CellGraph(IReadOnlyList<CellNode> roots) => Roots = roots;

    /// <summary>The cells that the user named.</summary>
    public IReadOnlyList<CellNode> Roots { get; }

    /// <summary>The cell that the user named.</summary>
    public CellNode Root => Roots[0];

    /// <summary>All cells, the root included, by path.</summary>
    public IEnumerable<CellNode> Nodes => _nodes.Values.OrderBy(node => node.Directory.Path, StringComparer.Ordinal);

    /// <summary>Reads the manifests from <paramref name="path"/> on.</summary>
    /// <exception cref="ToolFailure">A manifest has errors, or a dependency is not where its consumer says.</exception>
    public static CellGraph Load(string path) => Load([ManifestFile.Read(path)]);

    /// <summary>Reads the manifests of <paramref name="cells"/>, and from those on.</summary>
    /// <exception cref="ToolFailure">A manifest has errors, or a dependency is not where its consumer says.</exception>
    public static CellGraph LoadAll(IEnumerable<CellDirectory> cells) => Load([.. cells.Select(static directory => ManifestFile.Read(directory.Path))]);

    private static CellGraph Load(IReadOnlyList<CellNode> roots)
    {
        CellGraph graph = new(roots);
        foreach (CellNode root in roots)
        {
            graph._nodes.Add(root.Directory.Path, root);
        }

        // A queue rather than recursion: a chain of cells may be of any length.
        Queue<CellNode> pending = new(roots);
        while (pending.TryDequeue(out CellNode? consumer))
        {
            foreach (ManifestDependency dependency in consumer.Manifest.Dependencies)
            {
                CellDirectory producer = Locate(consumer, dependency);
                if (!graph._nodes.TryGetValue(producer.Path, out CellNode? node))
                {
                    node = ManifestFile.Read(producer.Path);
                    graph._nodes.Add(producer.Path, node);
                    pending.Enqueue(node);
                }

                consumer.Dependencies.Add(node);
            }
        }

        return graph;
    }

    private static CellDirectory Locate(CellNode consumer, ManifestDependency dependency)
    {
        List<CellDirectory> candidates =
            [.. dependency.Paths.Select(path => CellDirectory.At(Path.Combine(consumer.Directory.Path, path)))];
        return candidates.Find(candidate => File.Exists(candidate.ManifestPath))
            ?? throw new ToolFailure(
                ExitCode.NotFound,
                $"{consumer.Directory.ManifestPath}({dependency.Line},{dependency.Column}): the dependency '{dependency.Alias}' is not there: "
                    + $"no {CellManifest.FileName} in {string.Join(" or ", candidates.Select(candidate => candidate.Path))}.")
            {
                Place = new SourcePlace(consumer.Directory.ManifestPath, dependency.Line, dependency.Column),
                Hint = $"Paths in [deps] begin at {consumer.Directory.Path}.",
            };
    }
}
