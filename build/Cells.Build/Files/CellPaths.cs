namespace Cells.Build;

/// <summary>Where things lie in a cell's directory, and the one spelling of a directory that is reached by several.</summary>
internal static class CellPaths
{
    // As many symbolic links as Linux follows in one path.
    private const int MaxLinks = 40;

    public static string Manifest(string directory) => Path.Combine(directory, "cell.toml");

    public static string Export(string directory) => Path.Combine(directory, "cache", "schema.json");

    public static string Accepted(string directory) => Path.Combine(directory, "cache", "accepted.json");

    public static string Socket(string directory) => Path.Combine(directory, "run", "public", "cell.sock");

    public static string Snapshot(string directory, string alias) => Path.Combine(directory, ".cells", $"{alias}.schema.json");

    /// <summary>The project files beside a <c>cell.toml</c>, ordered by name.</summary>
    public static string[] ProjectFiles(string directory)
    {
        try
        {
            string[] files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.csproj") : [];
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildProblemException(DiagnosticIds.CannotRead, $"Cannot list '{directory}': {exception.Message}", directory);
        }
    }

    /// <summary>The directory's identity: absolute, every symbolic link resolved where it can be.</summary>
    public static string Canonical(string directory)
    {
        string path = Path.GetFullPath(directory);
        string root = Path.GetPathRoot(path)!;
        string resolved = root;
        Stack<string> rest = Segments(path[root.Length..]);
        int links = 0;
        while (rest.TryPop(out string? segment))
        {
            string next = Path.Combine(resolved, segment);
            if (links < MaxLinks && LinkTarget(next) is { } target)
            {
                links++;
                string full = Path.GetFullPath(target, resolved);
                string remaining = Path.Combine([full, .. rest]);
                root = Path.GetPathRoot(remaining)!;
                resolved = root;
                rest = Segments(remaining[root.Length..]);
            }
            else
            {
                resolved = next;
            }
        }

        return Path.TrimEndingDirectorySeparator(resolved);
    }

    private static Stack<string> Segments(string relative)
    {
        string[] segments = relative.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        Array.Reverse(segments);
        return new Stack<string>(segments);
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new DirectoryInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
