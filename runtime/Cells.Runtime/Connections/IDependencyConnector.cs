using System.IO.Pipelines;

namespace Cells.Connections;

/// <summary>Connects the clients of a process to what <c>[deps]</c> names, in the place of the cells' sockets. Found among a client's services.</summary>
internal interface IDependencyConnector
{
    /// <summary>The name that the servers learn.</summary>
    string ClientName { get; }

    /// <summary>The clients' limits.</summary>
    CellLimits Limits { get; }

    /// <summary>Opens a connection to the dependency named <paramref name="alias"/>.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: it cannot be reached.</exception>
    ValueTask<IDuplexPipe> ConnectAsync(string alias, CancellationToken cancellationToken);
}

/// <summary>A dependency that a connector reaches.</summary>
internal sealed class ConnectorTarget(IDependencyConnector connector, string alias) : ChannelTarget
{
    /// <inheritdoc/>
    public override async ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
        => await OpenAsync(
            await connector.ConnectAsync(alias, cancellationToken).ConfigureAwait(false), alias, null, client, cancellationToken).ConfigureAwait(false);
}
