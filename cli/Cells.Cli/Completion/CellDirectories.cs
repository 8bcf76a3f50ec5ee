using Cells.Cli.Instances;
using Cells.Schema;

namespace Cells.Cli.Completion;

/// <summary>The directories of cells that a word may become.</summary>
internal static class CellDirectories
{
    /// <summary>Whoever waits for it has pressed a key: of a large tree, only the upper part is looked at.</summary>
    private const int MostVisited = 2_000;

    /// <summary>The cells in and below the directory that <paramref name="word"/> names so far, as they would be typed. The nearest first.</summary>
    public static IEnumerable<string> Of(string word)
    {
        string typed = word[..(word.LastIndexOf('/') + 1)];
        Queue<string> pending = new([typed.Length == 0 ? "." : typed]);
        for (int visited = 0; visited < MostVisited && pending.TryDequeue(out string? path); visited++)
        {
            if (File.Exists(Path.Combine(path, CellManifest.FileName)))
            {
                yield return path.StartsWith("./", StringComparison.Ordinal) && typed.Length == 0 ? path[2..] : path;
            }

            foreach (string child in Children(path).Order(StringComparer.Ordinal))
            {
                pending.Enqueue(child);
            }
        }
    }

    private static IEnumerable<string> Children(string path)
    {
        try
        {
            return [.. CellFinder.Children(path)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
