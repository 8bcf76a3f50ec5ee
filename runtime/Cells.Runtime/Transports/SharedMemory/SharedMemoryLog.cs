using Microsoft.Extensions.Logging;

namespace Cells.Transports.SharedMemory;

/// <summary>What is logged of shared memory.</summary>
internal static partial class SharedMemoryLog
{
    [LoggerMessage(40, LogLevel.Debug, "Large bodies to and from '{Peer}' go through shared memory")]
    public static partial void MemoryShared(ILogger log, string peer);

    [LoggerMessage(41, LogLevel.Debug, "Large bodies to and from '{Peer}' go over the socket: {Reason}")]
    public static partial void MemoryNotShared(ILogger log, string peer, string reason);

    [LoggerMessage(42, LogLevel.Debug, "The memory shared with '{Peer}' was not used for {Time} and is let go")]
    public static partial void MemoryLetGo(ILogger log, string peer, TimeSpan time);

    [LoggerMessage(43, LogLevel.Debug, "All frames to and from '{Peer}' go through shared memory")]
    public static partial void StreamShared(ILogger log, string peer);
}
