using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>What a server logs when it starts.</summary>
/// <remarks>Apart from <see cref="ServerLog"/>, whose other events a start would have to prepare, too. The ids are of the same range.</remarks>
internal static partial class StartLog
{
    [LoggerMessage(4, LogLevel.Information, "{Contract} {Version} listens at {Socket}")]
    public static partial void Listening(ILogger log, string contract, string version, string socket);

    [LoggerMessage(14, LogLevel.Warning, "The service manager was not told {State}: {Reason}")]
    public static partial void NotTold(ILogger log, string state, string reason);
}
