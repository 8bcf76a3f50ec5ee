using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>What a client's channel logs.</summary>
/// <remarks>The ids are the runtime's from 101 on; docs/telemetry.md has them all. An id is never given again.</remarks>
internal static partial class ChannelLog
{
    [LoggerMessage(101, LogLevel.Information, "'{Cell}' {Version} has another schema ({Fingerprint}) than this program was built against, and nothing that this program uses is different")]
    public static partial void SchemaDiffers(ILogger log, string cell, string version, string fingerprint);

    [LoggerMessage(102, LogLevel.Warning, "'{Cell}' {Version} has another schema ({Fingerprint}) than this program was built against. What is different for this program:{Findings}")]
    public static partial void UsedSchemaDiffers(ILogger log, string cell, string version, string fingerprint, string findings);

    [LoggerMessage(103, LogLevel.Information, "'{Cell}' is about to be replaced by {Version} with another schema ({Fingerprint})")]
    public static partial void SchemaAnnounced(ILogger log, string cell, string version, string fingerprint);

    [LoggerMessage(105, LogLevel.Warning, "'{Cell}' {Version} is served on for {Seconds:0} s by the process that was replaced, because what replaced it does not fit this program: {Reason}")]
    public static partial void ServedOn(ILogger log, string cell, string version, double seconds, string reason);

    [LoggerMessage(104, LogLevel.Error, "A handler of SchemaChanged failed")]
    public static partial void HandlerFailed(ILogger log, Exception error);
}
