using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>What a server logs.</summary>
/// <remarks>The ids are the runtime's up to 100; docs/telemetry.md has them all. An id is never given again.</remarks>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "{Call}, called by '{Caller}', failed; the caller was given the id {ErrorId}")]
    public static partial void HandlerFailed(ILogger log, string call, string caller, string errorId, Exception error);

    [LoggerMessage(2, LogLevel.Warning, "The connection to '{Client}' was closed: {Reason}")]
    public static partial void ProtocolBroken(ILogger log, string client, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A connection was refused: {Reason}")]
    public static partial void ConnectionRefused(ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Information, "Draining: {Connections} connections, {Calls} calls in flight")]
    public static partial void Draining(ILogger log, int connections, int calls);

    [LoggerMessage(6, LogLevel.Warning, "{Calls} calls did not end within {Timeout} and were cancelled")]
    public static partial void DrainedTooLong(ILogger log, int calls, TimeSpan timeout);

    [LoggerMessage(7, LogLevel.Warning, "A connection could not be accepted; trying again")]
    public static partial void AcceptFailed(ILogger log, Exception error);

    [LoggerMessage(8, LogLevel.Information, "'{Client}' {Version} has another schema and is served by plan: {Calls} calls, {Rewritten} with requests that are rewritten; without a plan: {Unbound}")]
    public static partial void Planned(ILogger log, string client, string version, int calls, int rewritten, string unbound);

    [LoggerMessage(9, LogLevel.Warning, "A consumer is not remembered, and a build will not hold the cell to it: {Reason}")]
    public static partial void ConsumerNotRemembered(ILogger log, string reason);

    [LoggerMessage(10, LogLevel.Warning, "The consumers that were met cannot be written down, and the cell's next build will not know them: {Reason}")]
    public static partial void ConsumersNotWritten(ILogger log, string reason);

    [LoggerMessage(11, LogLevel.Warning, "'{Client}' {Version} counts as using everything: {Reason}")]
    public static partial void UsageNotUnderstood(ILogger log, string client, string version, string reason);

    [LoggerMessage(12, LogLevel.Information, "The clients are told that {Version} with the schema {Fingerprint} comes next")]
    public static partial void SchemaAnnounced(ILogger log, string version, string fingerprint);

    [LoggerMessage(13, LogLevel.Warning, "{Lines} lines of the kind of the next one were left out")]
    public static partial void LeftOut(ILogger log, long lines);

    [LoggerMessage(14, LogLevel.Warning, "The service manager was not told {State}: {Reason}")]
    public static partial void NotTold(ILogger log, string state, string reason);

    [LoggerMessage(16, LogLevel.Warning, "{Version}, which comes next, does not fit '{Client}' {ClientVersion}, which is served on for at most {Time}:{Findings}")]
    public static partial void ServedOn(ILogger log, string version, string client, string clientVersion, TimeSpan time, string findings);

    [LoggerMessage(15, LogLevel.Warning, "Replica {Replica} has no socket of its own, and its clients reach it only by the one that all replicas share: {Reason}")]
    public static partial void ReplicaNotListening(ILogger log, int replica, string reason);
}
