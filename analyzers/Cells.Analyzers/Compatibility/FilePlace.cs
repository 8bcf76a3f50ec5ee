using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Analyzers;

/// <summary>Places in files that are not source.</summary>
internal static class FilePlace
{
    /// <summary>The place in <paramref name="path"/>; line and column count from 1, 0 stands for the file as a whole.</summary>
    public static Location Of(string path, int line, int column = 1)
    {
        LinePosition start = new(Math.Max(0, line - 1), Math.Max(0, column - 1));
        return Location.Create(path, default, new LinePositionSpan(start, start));
    }

    /// <summary>Where a manifest states the version; its first line where it states none.</summary>
    public static Location OfVersion(AdditionalText manifest, CancellationToken cancel)
    {
        TomlPosition position = ManifestPlaces.OfVersion(manifest.GetText(cancel)?.ToString() ?? string.Empty);
        return Of(manifest.Path, position.Line, position.Column);
    }
}
