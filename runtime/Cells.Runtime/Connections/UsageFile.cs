using System.Collections.Concurrent;
using System.Text;
using Cells.Schema;

namespace Cells.Connections;

/// <summary>The record of what an assembly uses, which its build laid beside it.</summary>
/// <remarks>
/// Without a record everything counts as used: that can only refuse more connections. A record that lists too little (calls made by reflection, or by
/// another assembly) refuses too few, and such a call is then made if it has a plan and answers <see cref="CellStatus.Incompatible"/> if not.
/// </remarks>
internal static class UsageFile
{
    // What was beside the program when it started counts: a later build describes another program.
    private static readonly ConcurrentDictionary<string, UsageRecord?> Records = new(StringComparer.Ordinal);

    /// <summary>The calls of a dependency that <paramref name="assembly"/> makes; null when that is not known.</summary>
    /// <param name="assembly">The name of the assembly that has the client.</param>
    /// <param name="alias">The dependency's name.</param>
    /// <param name="contract">The contract that the client calls.</param>
    public static IReadOnlyCollection<string>? FindUsedCalls(string assembly, string alias, CellContract contract)
        => Records
            .GetOrAdd(assembly, static name => Read(Path.Combine(AppContext.BaseDirectory, name + UsageRecord.FileSuffix)))
            ?.FindUsedCalls(alias, contract.Name, contract.Fingerprint);

    /// <summary>The record in the file; null when there is none that can be read.</summary>
    internal static UsageRecord? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            // The length is looked at first, and not believed: a device has none.
            byte[] bytes = new byte[Math.Min(file.Length, UsageRecord.MaxLength) + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length == bytes.Length ? null : UsageRecord.Read(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
