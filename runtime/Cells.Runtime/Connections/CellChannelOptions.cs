using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cells.Connections;

/// <summary>How a channel connects.</summary>
public sealed record CellChannelOptions
{
    /// <summary>The name that the server learns: the calling cell's. The program's name unless set.</summary>
    public string ClientName { get; init; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>The version that the server learns. "0.0.0" unless set.</summary>
    public string ClientVersion { get; init; } = "0.0.0";

    /// <summary>The calls that will be made, by name without <c>Async</c>; null, the default, for any. A generated client takes them from what its build recorded.</summary>
    /// <remarks>
    /// A server with another schema refuses the connection when one of these cannot be made. Any other such call fails when it is made, with
    /// <see cref="CellStatus.Incompatible"/>, and disturbs nothing else.
    /// </remarks>
    public IReadOnlyCollection<string>? UsedCalls { get; init; }

    /// <summary>Whether the client is a tool, built against no contract: the server then does not remember it as a consumer. False unless set.</summary>
    public bool IsTool { get; init; }

    /// <summary>Is told when the cell has another schema, and what of it concerns the client. Nobody unless set.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>What the client uses, as its build recorded it; null when that is not known, which counts as everything.</summary>
    internal ClientUsage? Usage { get; init; }

    /// <summary>What runs around each call, the first outermost. Nothing unless set.</summary>
    public IReadOnlyList<IClientInterceptor> Interceptors { get; init; } = [];

    /// <summary>The limits of the client's side.</summary>
    public CellLimits Limits { get; init; } = CellLimits.Default;

    /// <summary>The clock of deadlines and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The same options, with what <paramref name="services"/> has of loggers, clock and interceptors.</summary>
    internal CellChannelOptions TakeFrom(IServiceProvider services, string contract)
        => this with
        {
            Logger = services.GetService<ILoggerFactory>()?.CreateLogger(contract) ?? Logger,
            TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider,
            Interceptors = [.. services.GetServices<IClientInterceptor>()],
        };
}
