using Cells.Connections;

namespace Cells.Testing.Fakes;

/// <summary>Where a channel leads that only records.</summary>
internal sealed class NowhereTarget : ChannelTarget
{
    public static readonly NowhereTarget Instance = new();

    /// <inheritdoc/>
    public override ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
        => throw new CellException(CellStatus.Unimplemented, "a fake's answers are given for calls of one request and one answer, made with On") { Outcome = CallOutcome.NotExecuted };
}
