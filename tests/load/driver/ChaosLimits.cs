using Cells.Connections;

namespace Cells.Load;

/// <summary>Limits so narrow that streams wait for credit, and a subscriber misses events, all the time.</summary>
internal static class ChaosLimits
{
    /// <summary>Those of a client.</summary>
    public static CellLimits Client { get; } = new() { StreamWindow = 1024, ConnectionWindow = 16 * 1024 };

    /// <summary>Those of the server, as its <c>cell.toml</c> has them.</summary>
    public const string Server = "\n[limits]\nstream_window = \"1KiB\"\nconnection_window = \"16KiB\"\nevent_buffer = 8\n";
}
