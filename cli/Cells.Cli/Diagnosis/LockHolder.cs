using System.Globalization;
using Cells.Directories;
using Cells.Transports;

namespace Cells.Cli.Diagnosis;

/// <summary>A process that holds a cell's lock.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="CommandLine">What it was started as; empty where that is not to be seen.</param>
internal sealed record LockHolder(int ProcessId, string CommandLine)
{
    /// <summary>Finds who holds the lock of <paramref name="directory"/>, as the kernel lists it.</summary>
    /// <param name="directory">The cell's directory.</param>
    /// <param name="proc">Where <c>/proc</c> is.</param>
    /// <returns>The process; null where none is seen: on another system, or in another container.</returns>
    public static LockHolder? Find(CellDirectory directory, string proc = "/proc")
    {
        if (!OperatingSystem.IsLinux() || LibC.Identify(directory.LockPath) is not { } file)
        {
            return null;
        }

        try
        {
            // `1: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF`
            string place = string.Create(CultureInfo.InvariantCulture, $"{file.DeviceMajor:x2}:{file.DeviceMinor:x2}:{file.Inode}");
            string[]? entry = File.ReadLines(Path.Combine(proc, "locks"))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(words => words.Length > 5 && words[1] == "FLOCK" && words[3] == "WRITE" && words[5] == place);
            return entry is not null && int.TryParse(entry[4], NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id > 0
                ? new LockHolder(id, ReadCommandLine(proc, id))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string ReadCommandLine(string proc, int processId)
    {
        try
        {
            return File.ReadAllText(Path.Combine(proc, processId.ToString(CultureInfo.InvariantCulture), "cmdline")).TrimEnd('\0').Replace('\0', ' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
