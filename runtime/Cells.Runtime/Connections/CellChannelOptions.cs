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

    /// <summary>The limits of the client's side.</summary>
    public CellLimits Limits { get; init; } = CellLimits.Default;

    /// <summary>The clock of deadlines and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
