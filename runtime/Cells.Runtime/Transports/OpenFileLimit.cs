using System.Globalization;

namespace Cells.Transports;

/// <summary>Keeps the number of connections below what the process may open.</summary>
internal static class OpenFileLimit
{
    private const int Reserved = 512;

    /// <summary>At most <paramref name="connections"/>, and never more than the limit of open files less 512.</summary>
    public static int Clamp(int connections)
        => OperatingSystem.IsLinux() && Read("/proc/self/limits") is int limit ? Math.Min(connections, Math.Max(1, limit - Reserved)) : connections;

    private static int? Read(string path)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
            string? soft = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(3);
            return int.TryParse(soft, CultureInfo.InvariantCulture, out int limit) ? limit : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
