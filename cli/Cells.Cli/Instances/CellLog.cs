using System.Text;
using Cells.Directories;

namespace Cells.Cli.Instances;

/// <summary>The file that takes what a cell's process prints: <c>log/cell.log</c>.</summary>
internal static class CellLog
{
    private const long RotateAt = 10 << 20;
    private const int TailBytes = 16 << 10;
    private const int TailLines = 20;

    /// <summary>Prepares the file for a new process and tells where that one's text will begin.</summary>
    public static (string Path, long Start) Prepare(CellDirectory directory)
    {
        string folder = System.IO.Path.Combine(directory.Path, "log");
        Directory.CreateDirectory(folder);
        FileInfo file = new(System.IO.Path.Combine(folder, "cell.log"));
        if (file.Exists && file.Length > RotateAt)
        {
            File.Move(file.FullName, System.IO.Path.Combine(folder, "cell.1.log"), overwrite: true);
            file.Refresh();
        }

        return (file.FullName, file.Exists ? file.Length : 0);
    }

    /// <summary>The last lines written since <paramref name="start"/>.</summary>
    public static IReadOnlyList<string> ReadTail(string path, long start)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = Math.Min(stream.Length, Math.Max(start, stream.Length - TailBytes));
            using StreamReader reader = new(stream, Encoding.UTF8);
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(TailLines)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"({path} cannot be read: {e.Message})"];
        }
    }
}
