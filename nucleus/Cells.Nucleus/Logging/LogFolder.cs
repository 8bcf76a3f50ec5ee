using System.Globalization;
using Cells.Directories;

namespace Cells.Nucleus.Logging;

/// <summary>The names in <c>log/</c>: <c>cell.log</c>, and the files before it, <c>cell.1.log</c> to <c>cell.4.log</c>, the oldest last.</summary>
internal static class LogFolder
{
    /// <summary>What the cell's processes print.</summary>
    public const string CellLog = "cell";

    /// <summary>What the nucleus does.</summary>
    public const string NucleusLog = "nucleus";

    /// <summary>The files that are kept of one log, the one that is written among them.</summary>
    public const int FileCount = 5;

    /// <summary>The most bytes of a file.</summary>
    public const long MaxFileSize = 10 << 20;

    /// <summary>Makes the folder where there is none, for its owner only: what a cell prints may be for nobody else's eyes.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>As <see cref="Create"/>; without a folder, nothing is logged.</summary>
    public static void TryCreate(CellDirectory directory)
    {
        try
        {
            Create(PathOf(directory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <summary>Opens a log to write to. Nothing is made before the first line.</summary>
    public static LogWriter Open(CellDirectory directory, string log, TimeProvider clock) => new(new RotatingFile(PathOf(directory), log, MaxFileSize), clock);

    /// <summary>The folder of a cell's logs.</summary>
    public static string PathOf(CellDirectory directory) => Path.Combine(directory.Path, "log");

    /// <summary>The file of a log, by its age: 0 is the one that is written.</summary>
    public static string FileOf(string folder, string log, int age)
        => Path.Combine(folder, age == 0 ? $"{log}.log" : string.Create(CultureInfo.InvariantCulture, $"{log}.{age}.log"));

    /// <summary>Removes a cell's logs, as a clean-up does where the manifest says <c>keep_log = false</c>. What cannot be removed stays.</summary>
    public static void Remove(CellDirectory directory)
    {
        string folder = PathOf(directory);
        try
        {
            foreach (int age in Enumerable.Range(0, FileCount))
            {
                File.Delete(FileOf(folder, CellLog, age));
                File.Delete(FileOf(folder, NucleusLog, age));
            }

            // Only when nothing else is in it.
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
