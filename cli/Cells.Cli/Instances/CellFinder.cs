using Cells.Cli.CommandLine;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Instances;

/// <summary>Finds the cells in a tree of directories.</summary>
internal static class CellFinder
{
    /// <summary>Directories that hold no cells, only what builds and runs leave.</summary>
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "run", "cache", "log", "node_modules" };

    private static readonly EnumerationOptions Options = new()
    {
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden,
    };

    /// <summary>The cells in <paramref name="root"/> and below it, by path. Links are not followed.</summary>
    public static IReadOnlyList<CellDirectory> Find(string root)
    {
        List<CellDirectory> cells = [];
        Stack<string> pending = new([Path.GetFullPath(root)]);
        while (pending.TryPop(out string? path))
        {
            if (File.Exists(Path.Combine(path, CellManifest.FileName)))
            {
                cells.Add(CellDirectory.At(path));
            }

            foreach (string child in Children(path))
            {
                pending.Push(child);
            }
        }

        return [.. cells.OrderBy(cell => cell.Path, StringComparer.Ordinal)];
    }

    /// <summary>The cells in directories and below them, each once.</summary>
    /// <param name="roots">The directories; the current one for none.</param>
    /// <exception cref="ToolFailure">There is no such directory, or no cell in one.</exception>
    public static CellDirectory[] FindAll(IReadOnlyList<string> roots)
    {
        List<CellDirectory> cells = [];
        foreach (string root in roots.Count > 0 ? roots : ["."])
        {
            if (!Directory.Exists(root))
            {
                throw new ToolFailure(ExitCode.NotFound, $"There is no directory {Path.GetFullPath(root)}.");
            }

            IReadOnlyList<CellDirectory> found = Find(root);
            cells.AddRange(found.Count > 0 ? found : throw new ToolFailure(ExitCode.NotFound, $"There is no cell in {Path.GetFullPath(root)} or below it: no {CellManifest.FileName}."));
        }

        return [.. cells.DistinctBy(static cell => cell.Path)];
    }

    /// <summary>The directories in <paramref name="path"/> that may hold cells.</summary>
    public static IEnumerable<string> Children(string path)
        => Directory.EnumerateDirectories(path, "*", Options).Where(static child => !Skipped.Contains(Path.GetFileName(child)));
}
