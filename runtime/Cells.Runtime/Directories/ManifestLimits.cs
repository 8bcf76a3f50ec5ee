using Cells.Connections;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>The limits that a manifest sets.</summary>
internal static class ManifestLimits
{
    /// <summary>The connection limits of <paramref name="manifest"/>, cut to what the protocol can carry.</summary>
    public static CellLimits Of(CellManifest manifest)
        => new()
        {
            MaxFrame = Math.Clamp(manifest.Limits.MaxFrame, CellLimits.SmallestFrame, Array.MaxLength - 4096),
            MaxConnections = Math.Max(1, manifest.Limits.MaxConnections),
            MaxInflight = Math.Clamp(manifest.Limits.MaxInflight, 1, CellLimits.LargestInflight),
            HandshakeTimeout = manifest.Limits.HandshakeTimeout,
            ConnectTimeout = manifest.Limits.ConnectTimeout,
            ConnectionIdle = manifest.Limits.ConnectionIdle,
            WriteTimeout = manifest.Limits.WriteTimeout,
            StreamWindow = Math.Max(CellLimits.SmallestWindow, manifest.Limits.StreamWindow),
            ConnectionWindow = Math.Max(CellLimits.SmallestWindow, manifest.Limits.ConnectionWindow),
            SharedMemory = manifest.Listen.SharedMemory,
            EventBuffer = Math.Max(1, manifest.Limits.EventBuffer),
            Spin = manifest.Limits.Spin,
        };
}
