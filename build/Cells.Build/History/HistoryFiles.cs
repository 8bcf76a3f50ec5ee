using Cells.Schema;

namespace Cells.Build;

/// <summary>Reads the released schemas of a cell: <c>schemas/&lt;version&gt;.json</c>.</summary>
internal static class HistoryFiles
{
    private const string Remedy = "Restore the file from version control.";

    /// <summary>The released versions that <paramref name="accepts"/> promises, the oldest first. Files of other names are no part of the history; other versions are not read.</summary>
    /// <exception cref="BuildProblemException">CELL9008, CELL9015: a promised version cannot be read. CELL9014: the directory cannot be listed.</exception>
    public static IReadOnlyList<FrozenSchema> ReadPromised(string directory, VersionRange? accepts)
        => accepts is null ? [] : new SchemaHistory(Versions(directory).Where(file => accepts.Contains(file.Version)).Select(static file => Read(file.Path, file.Version))).Versions;

    /// <summary>The newest release, which the next version follows; null when nothing was released. Other versions are not read.</summary>
    /// <exception cref="BuildProblemException">CELL9008, CELL9015: it cannot be read. CELL9014: the directory cannot be listed.</exception>
    public static FrozenSchema? ReadLastRelease(string directory)
        => Versions(directory).Where(static file => !file.Version.IsPreRelease).OrderBy(static file => file.Version).LastOrDefault() is { Path: not null } last ? Read(last.Path, last.Version) : null;

    private static IEnumerable<(string Path, SemanticVersion Version)> Versions(string directory)
    {
        foreach (string path in List(Path.Combine(directory, FrozenSchema.DirectoryName)))
        {
            if (FrozenSchema.TryParseFileName(Path.GetFileName(path), out SemanticVersion version))
            {
                yield return (path, version);
            }
        }
    }

    private static FrozenSchema Read(string path, SemanticVersion version)
    {
        SchemaFile file = SchemaFile.Read(path, Remedy);
        if (file.Schema.Version != version.ToString())
        {
            throw new BuildProblemException(
                DiagnosticIds.HistoryMismatch,
                $"'{path}' is named for version {version} and holds version {file.Schema.Version}. {Remedy}",
                path);
        }

        return new FrozenSchema(version, file.Schema, file.Fingerprint);
    }

    private static string[] List(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildProblemException(DiagnosticIds.CannotRead, $"Cannot list '{folder}': {exception.Message}", folder);
        }
    }
}
