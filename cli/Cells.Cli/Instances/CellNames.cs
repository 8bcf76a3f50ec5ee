using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Instances;

/// <summary>The names of cells, for lists: a manifest with errors keeps no cell from being listed.</summary>
internal static class CellNames
{
    /// <summary>The name in the cell's manifest; its directory's where that does not say, or cannot be read.</summary>
    public static string Of(CellDirectory directory)
    {
        try
        {
            return CellManifest.Read(File.ReadAllText(directory.ManifestPath), directory.ManifestPath).Manifest?.Name ?? directory.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return directory.Name;
        }
    }
}
