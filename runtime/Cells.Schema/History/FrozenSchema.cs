namespace Cells.Schema;

/// <summary>One released version of a cell's schema: a committed file <c>schemas/&lt;version&gt;.json</c>.</summary>
/// <param name="Version">The version, as the file's name and the document say.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Fingerprint">Computed, never taken from the file.</param>
public sealed record FrozenSchema(SemanticVersion Version, CellSchema Schema, string Fingerprint)
{
    /// <summary>The directory of a cell that holds the files.</summary>
    public const string DirectoryName = "schemas";

    private const string Extension = ".json";

    /// <summary>The name of the file of <paramref name="version"/>.</summary>
    public static string FileName(SemanticVersion version) => version + Extension;

    /// <summary>The version that a file's name states; false for a file that is no part of the history.</summary>
    /// <param name="fileName">The name without its directory.</param>
    /// <param name="version">The version.</param>
    public static bool TryParseFileName(string fileName, out SemanticVersion version)
    {
        version = SemanticVersion.Zero;
        return fileName.EndsWith(Extension, StringComparison.Ordinal)
            && SemanticVersion.TryParse(fileName.Substring(0, fileName.Length - Extension.Length), out version);
    }
}
