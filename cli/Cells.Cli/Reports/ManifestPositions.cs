using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>Places in a <c>cell.toml</c>.</summary>
internal static class ManifestPositions
{
    /// <summary>Where <c>[cell] version</c> is stated; the file as a whole where it is not, or the file cannot be read.</summary>
    public static ReportLocation OfVersion(string manifest)
    {
        try
        {
            using FileStream stream = File.OpenRead(manifest);
            TomlPosition position = ManifestPlaces.OfVersion(SchemaFile.ReadText(stream, manifest));
            return new ReportLocation(manifest, position.Line, position.Column);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new ReportLocation(manifest, 0, 0);
        }
    }
}
