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

    /// <summary>The cells in directories and below them, each once. There may be none.</summary>
    /// <exception cref="ToolFailure">There is no such directory.</exception>
    public static CellDirectory[] FindAll(IReadOnlyList<string> roots) => Distinct(roots.Select(FindExisting));

    /// <summary>The cells in directories and below them, each once.</summary>
    /// <exception cref="ToolFailure">There is no such directory, or no cell in one.</exception>
    public static CellDirectory[] RequireAll(IReadOnlyList<string> roots)
        => Distinct(roots.Select(static root => FindExisting(root) is { Count: > 0 } found
            ? found
            : throw new ToolFailure(ExitCode.NotFound, $"There is no cell in {Path.GetFullPath(root)} or below it: no {CellManifest.FileName}.")));

    /// <summary>The directories in <paramref name="path"/> that may hold cells.</summary>
    public static IEnumerable<string> Children(string path)
        => Directory.EnumerateDirectories(path, "*", Options).Where(static child => !Skipped.Contains(Path.GetFileName(child)));

    private static IReadOnlyList<CellDirectory> FindExisting(string root)
        => Directory.Exists(root) ? Find(root) : throw new ToolFailure(ExitCode.NotFound, $"There is no directory {Path.GetFullPath(root)}.");

    private static CellDirectory[] Distinct(IEnumerable<IReadOnlyList<CellDirectory>> found) => [.. found.SelectMany(static cells => cells).DistinctBy(static cell => cell.Path)];
}
