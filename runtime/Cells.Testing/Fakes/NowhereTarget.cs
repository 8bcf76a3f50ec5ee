using Cells.Connections;

namespace Cells.Testing.Fakes;

/// <summary>Where a channel leads that only records.</summary>
internal sealed class NowhereTarget : ChannelTarget
{
    public static readonly NowhereTarget Instance = new();

    /// <inheritdoc/>
    public override ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
        => throw new CellException(CellStatus.Unimplemented, "the client that a fake gives to On and Event leads nowhere: make one call of it") { Outcome = CallOutcome.NotExecuted };
}
