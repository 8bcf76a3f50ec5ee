using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Directories;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>Where a channel connects to.</summary>
internal abstract class ChannelTarget
{
    /// <summary>Whether it can be connected to more than once.</summary>
    public virtual bool CanReconnect => true;

    /// <summary>Whether a process is being started there, or was in the last <paramref name="time"/>, so that connecting again is worth a wait.</summary>
    public virtual bool IsStarting(TimeSpan time) => false;

    /// <summary>The socket, for telemetry; null for none. Of several, the first.</summary>
    public virtual string? Address => null;

    /// <summary>Where one of several replicas of the cell is reached; null where they cannot be told apart.</summary>
    public virtual ChannelTarget? FindReplica(int replica) => null;

    /// <summary>Opens a transport and shakes hands.</summary>
    public abstract ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken);

    /// <summary>Shakes hands over <paramref name="transport"/>, which is disposed when that fails.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="place">What it leads to, for people.</param>
    /// <param name="address">The socket, for telemetry; null for none.</param>
    /// <param name="client">What the client is and wants.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CellException">The server refused, or what is at <paramref name="place"/> does not speak the protocol.</exception>
    protected async ValueTask<ClientConnection> OpenAsync(
        IDuplexPipe transport, string place, string? address, ChannelClient client, CancellationToken cancellationToken)
    {
        try
        {
            (Welcome welcome, ContractPlan? plan) = await ClientHandshake.ConnectAsync(transport, client, cancellationToken).ConfigureAwait(false);
            ClientConnection connection = new(transport, client, welcome, plan) { Address = address, Origin = this };
            connection.Start();
            return connection;
        }
        catch (Exception e) when (e is CellProtocolException or IOException)
        {
            (transport as IDisposable)?.Dispose();
            throw Broken(place, e);
        }
        catch
        {
            (transport as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>The error of a connection that broke during the handshake.</summary>
    protected static CellException Broken(string place, Exception reason)
        => new(CellStatus.Unavailable, $"{place}: {reason.Message}", reason) { Outcome = CallOutcome.NotExecuted };
}

/// <summary>A Unix socket.</summary>
/// <param name="socketPath">The socket's path.</param>
/// <param name="directory">The cell's directory, when known: for the message that says how to start it.</param>
internal sealed class SocketTarget(string socketPath, string? directory) : ChannelTarget
{
    /// <inheritdoc/>
    public override string? Address => socketPath;

    /// <inheritdoc/>
    public override bool IsStarting(TimeSpan time)
        => directory is not null && CellDirectory.At(directory) is { } cell && CellState.IsRunning(cell) && CellState.Read(cell)?.IsStarting(time) == true;

    /// <summary>The cell in <paramref name="directory"/>.</summary>
    public static SocketTarget ForDirectory(string directory)
    {
        CellDirectory cell = CellDirectory.At(directory);
        return new SocketTarget(cell.SocketPath, cell.Path);
    }

    /// <inheritdoc/>
    public override ChannelTarget? FindReplica(int replica)
        => directory is null ? null : new SocketTarget(CellDirectory.At(directory).ReplicaSocketPath(replica), directory);

    /// <inheritdoc/>
    public override async ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
    {
        try
        {
            SocketTransport transport = await UnixSocketConnector.ConnectAsync(
                socketPath, Protocol.BufferFor(client.Options.Limits.MaxFrame), client.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return await OpenAsync(transport, socketPath, socketPath, client, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw ConnectFailure.Describe(e, socketPath, directory);
        }
    }
}

/// <summary>A connection that exists already. It can be used once: there is nothing to reconnect to.</summary>
internal sealed class TransportTarget(IDuplexPipe transport) : ChannelTarget
{
    private const string Place = "the connection";

    private int _isUsed;

    /// <inheritdoc/>
    public override bool CanReconnect => false;

    /// <inheritdoc/>
    public override async ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isUsed, 1) != 0)
        {
            throw new CellException(CellStatus.Unavailable, "the connection that the channel was given has ended") { Outcome = CallOutcome.NotExecuted };
        }

        try
        {
            return await OpenAsync(transport, Place, null, client, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Broken(Place, e);
        }
    }
}

/// <summary>Several places, tried in order: the first that fits answers.</summary>
internal sealed class FirstFittingTarget(IReadOnlyList<ChannelTarget> targets) : ChannelTarget
{
    /// <inheritdoc/>
    public override bool IsStarting(TimeSpan time) => targets.Any(target => target.IsStarting(time));

    /// <inheritdoc/>
    public override string? Address => targets[0].Address;

    /// <inheritdoc/>
    public override async ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
    {
        List<CellException> failures = [];
        foreach (ChannelTarget target in targets)
        {
            try
            {
                return await target.ConnectAsync(client, cancellationToken).ConfigureAwait(false);
            }
            catch (CellException e) when (e.Status is CellStatus.Unavailable or CellStatus.Incompatible or CellStatus.PermissionDenied)
            {
                failures.Add(e);
            }
        }

        throw new CellException(failures[0].Status, string.Join("; ", failures.Select(static e => e.Message)), failures[0])
        {
            Outcome = CallOutcome.NotExecuted,
        };
    }
}
