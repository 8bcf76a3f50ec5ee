using Cells.Schema;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>Changes the version that a <c>cell.toml</c> states, and nothing else of it.</summary>
internal static class VersionEdit
{
    /// <summary>The manifest with another version; null when that cannot be done without touching more than it.</summary>
    public static SourceText? Of(SourceText manifest, string version)
    {
        string text = manifest.ToString();
        TomlPosition place = ManifestPlaces.OfVersion(text);
        SourceText? changed = place.Line > 0 ? Replaced(manifest, place, version) : Added(manifest, text, version);

        // Whatever the file looks like: what is offered states the version.
        return changed is not null && CellManifest.Read(changed.ToString(), CellManifest.FileName).Manifest?.Version.ToString() == version ? changed : null;
    }

    private static SourceText? Replaced(SourceText manifest, TomlPosition place, string version)
    {
        TextLine line = manifest.Lines[place.Line - 1];
        int start = line.Start + place.Column - 1;
        char quote = manifest[start];
        int end = line.ToString().IndexOf(quote, place.Column);
        return end < 0 ? null : manifest.Replace(TextSpan.FromBounds(start + 1, line.Start + end), version);
    }

    private static SourceText? Added(SourceText manifest, string text, string version)
    {
        string end = LineEnds.Of(manifest);
        string statement = $"version = \"{version}\"{end}";
        TomlEntry? cell = TomlReader.Read(text).Root?.Find("cell");
        if (cell is null)
        {
            string gap = text.Length == 0 ? "" : text.EndsWith("\n", StringComparison.Ordinal) ? end : end + end;
            return manifest.Replace(text.Length, 0, $"{gap}[cell]{end}{statement}");
        }

        TextLine header = manifest.Lines[cell.Position.Line - 1];
        return header.EndIncludingLineBreak > header.End
            ? manifest.Replace(header.EndIncludingLineBreak, 0, statement)
            : manifest.Replace(header.End, 0, end + statement);
    }
}
