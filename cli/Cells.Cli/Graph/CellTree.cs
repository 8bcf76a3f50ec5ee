using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Directories;

namespace Cells.Cli.Graph;

/// <summary>All cells in a directory and below it, and which of them depend on which.</summary>
internal sealed class CellTree
{
    private readonly ILookup<string, CellConsumer> _consumers;

    private CellTree(string root, IReadOnlyList<CellNode> cells)
    {
        Root = root;
        Cells = cells;
        _consumers = cells
            .SelectMany(static cell => cell.Manifest.Dependencies.SelectMany(dependency => dependency.Paths.Select(path =>
                (Producer: CellPaths.Canonical(CandidateReader.DirectoryOf(path, cell.Directory.Path)), Consumer: new CellConsumer(cell, dependency.Alias)))))
            .ToLookup(static edge => edge.Producer, static edge => edge.Consumer, StringComparer.Ordinal);
    }

    /// <summary>The directory that the user named, in full.</summary>
    public string Root { get; }

    /// <summary>The cells, by path.</summary>
    public IReadOnlyList<CellNode> Cells { get; }

    /// <summary>Reads the manifests of <paramref name="root"/>.</summary>
    /// <exception cref="ToolFailure">There is no such directory, no cell in it, or a manifest has errors.</exception>
    public static CellTree Load(string root)
        => new(CellDirectory.At(root).Path, [.. CellFinder.RequireAll([root]).Select(static directory => ManifestFile.Read(directory.Path))]);

    /// <summary>The cells of the tree that name <paramref name="producer"/> as a dependency.</summary>
    public IEnumerable<CellConsumer> ConsumersOf(CellNode producer) => _consumers[CellPaths.Canonical(producer.Directory.Path)];
}

/// <summary>A cell that depends on another.</summary>
/// <param name="Cell">The consumer.</param>
/// <param name="Alias">The producer's name in the consumer's manifest.</param>
internal sealed record CellConsumer(CellNode Cell, string Alias);
