using System.Globalization;
using Cells.Transports;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>What this process has open and mapped of one file in memory, as the kernel says.</summary>
internal static class OpenMemory
{
    /// <summary>Tells the file from all others.</summary>
    public static ulong Identify(SafeFileHandle file) => LibC.Identify(file)!.Value.Inode;

    /// <summary>The memory that a process shares with a peer; null when it shares none.</summary>
    public static ulong? FindShared(int process)
        => File.ReadLines($"/proc/{process}/maps").FirstOrDefault(static line => line.Contains("/memfd:cells (deleted)", StringComparison.Ordinal)) is string line
            ? ulong.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture)
            : null;

    /// <summary>The mappings of the file.</summary>
    public static int CountMappings(ulong inode)
    {
        string column = inode.ToString(CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/self/maps").Count(line => line.Contains("memfd:", StringComparison.Ordinal) && line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4] == column);
    }

    /// <summary>The descriptors of the file.</summary>
    public static int CountDescriptors(ulong inode) => Directory.GetFiles("/proc/self/fd").Count(path => IsOf(path, inode));

    private static bool IsOf(string path, ulong inode)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName.Contains("memfd:", StringComparison.Ordinal) == true
                && LibC.Identify(path)?.Inode == inode;
        }
        catch (IOException)
        {
            // Closed by another test meanwhile.
            return false;
        }
    }
}
