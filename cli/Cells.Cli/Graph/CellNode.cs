using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Graph;

/// <summary>A cell of the graph.</summary>
internal sealed class CellNode(CellDirectory directory, CellManifest manifest)
{
    public CellDirectory Directory { get; } = directory;

    public CellManifest Manifest { get; } = manifest;

    /// <summary>The cell's name: the manifest's, else the directory's.</summary>
    public string Name { get; } = manifest.Name ?? directory.Name;

    /// <summary>The cells that this one calls.</summary>
    public List<CellNode> Dependencies { get; } = [];
}
