using System.Collections.Concurrent;
using Cells.Directories;
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

    /// <summary>The record of what <paramref name="assembly"/> uses; null when there is none that can be read.</summary>
    /// <param name="assembly">The name of the assembly that has the client.</param>
    public static UsageRecord? Find(string assembly)
        => Records.GetOrAdd(assembly, static name => Read(Path.Combine(AppContext.BaseDirectory, name + UsageRecord.FileSuffix)));

    /// <summary>The record in the file; null when there is none that can be read.</summary>
    internal static UsageRecord? Read(string path) => BoundedFile.ReadText(path, UsageRecord.MaxLength) is { } text ? UsageRecord.Read(text) : null;
}
