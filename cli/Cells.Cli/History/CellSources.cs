using Cells.Schema;

namespace Cells.Cli.History;

/// <summary>The files that a cell's contract is compiled from, as far as its directory shows them.</summary>
internal static class CellSources
{
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "run", "cache", "log", "node_modules", FrozenSchema.DirectoryName };

    private static readonly EnumerationOptions Options = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
    };

    /// <summary>A source, project file or manifest that was written after <paramref name="time"/> (UTC); null when there is none.</summary>
    public static string? NewerThan(string directory, DateTime time)
    {
        Stack<string> pending = new([directory]);
        while (pending.TryPop(out string? path))
        {
            string[] files = [.. Directory.EnumerateFiles(path, "*", Options).Where(IsSource)];

            // Another project's or cell's own.
            if (path != directory && Array.Exists(files, static file => !file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            if (Array.Find(files, file => File.GetLastWriteTimeUtc(file) > time) is { } newer)
            {
                return newer;
            }

            foreach (string child in Directory.EnumerateDirectories(path, "*", Options).Where(static child => !Skipped.Contains(Path.GetFileName(child))))
            {
                pending.Push(child);
            }
        }

        return null;
    }

    private static bool IsSource(string file)
        => Path.GetFileName(file) == CellManifest.FileName || Path.GetExtension(file).ToLowerInvariant() is ".cs" or ".csproj";
}
