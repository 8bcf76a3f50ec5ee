namespace Cells.Schema;

/// <summary>Places in a <c>cell.toml</c>.</summary>
public static class ManifestPlaces
{
    /// <summary>Where <c>[cell] version</c> is stated; line 0 where it is not, or the text is no TOML.</summary>
    public static TomlPosition OfVersion(string text)
        => (TomlReader.Read(text).Root?.Find("cell")?.Value as TomlTable)?.Find("version")?.Value.Position ?? default;
}
