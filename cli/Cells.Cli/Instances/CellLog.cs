using System.Text;

namespace Cells.Cli.Instances;

/// <summary>The end of a log, to say why something failed.</summary>
internal static class CellLog
{
    private const int TailBytes = 16 << 10;
    private const int TailLines = 20;

    /// <summary>The last lines of the file at <paramref name="path"/>.</summary>
    public static IReadOnlyList<string> ReadTail(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = Math.Max(0, stream.Length - TailBytes);
            using StreamReader reader = new(stream, Encoding.UTF8);
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(TailLines)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"({path} cannot be read: {e.Message})"];
        }
    }
}
