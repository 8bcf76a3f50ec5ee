using System.Net.Sockets;
using System.Text;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>What a running cell says of itself.</summary>
/// <param name="Name">The cell's name.</param>
/// <param name="Version">The cell's version.</param>
/// <param name="Contract">The full name of the cell's class.</param>
/// <param name="Fingerprint">The fingerprint of its schema: 64 lower-case hex digits.</param>
/// <param name="Incarnation">Fresh for each process of the cell.</param>
/// <param name="Schema">The canonical schema document; null when only the fingerprint was asked.</param>
/// <remarks>All of it is a peer's word: check it before use.</remarks>
public sealed record CellSchemaAnswer(string Name, string Version, string Contract, string Fingerprint, Guid Incarnation, string? Schema);

/// <summary>Asks a running cell which contract it serves. Needs no matching contract: any version can ask any other.</summary>
public static class CellSchemaQuery
{
    /// <summary>Asks the cell that listens at <paramref name="socketPath"/>.</summary>
    /// <param name="socketPath">The socket: <c>run/public/cell.sock</c> in the cell's directory.</param>
    /// <param name="includeSchema">Whether to transfer the document too.</param>
    /// <param name="timeout">The time for everything: connecting, asking, receiving.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="CellException">
    /// <see cref="CellStatus.Unavailable"/>: nothing listens there; <see cref="CellStatus.DeadlineExceeded"/>: the time is over;
    /// <see cref="CellStatus.PermissionDenied"/>: the socket may not be used; <see cref="CellStatus.DataLoss"/>: what listens there speaks another protocol.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<CellSchemaAnswer> AskAsync(string socketPath, bool includeSchema, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(socketPath);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using SocketTransport transport = await UnixSocketConnector.ConnectAsync(
                socketPath, Protocol.BufferFor(0), TimeProvider.System, deadline.Token).ConfigureAwait(false);
            return await AskAsync(transport, includeSchema, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(CellStatus.DeadlineExceeded, $"{socketPath}: no answer within {timeout.TotalMilliseconds:0} ms", null);
        }
        catch (SocketException e)
        {
            throw ConnectFailure.Describe(e, socketPath, null);
        }
        catch (CellProtocolException e)
        {
            throw Failure(CellStatus.DataLoss, $"{socketPath}: {e.Message}", e);
        }
    }

    private static async ValueTask<CellSchemaAnswer> AskAsync(SocketTransport transport, bool includeSchema, CancellationToken cancellationToken)
    {
        Hello hello = new() { Purpose = HelloPurpose.Ask, WantsDocument = includeSchema, ClientName = AppDomain.CurrentDomain.FriendlyName };
        Welcome welcome = await ClientHandshake.GreetAsync(transport, hello, cancellationToken).ConfigureAwait(false);
        string? schema = null;
        if (includeSchema)
        {
            (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(
                transport.Input, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false);
            schema = header.Type == FrameType.Schema
                ? Encoding.UTF8.GetString(body)
                : throw new CellProtocolException($"a {header.Type} frame came where the schema was expected");
        }

        return new CellSchemaAnswer(
            welcome.ServerName, welcome.ServerVersion, welcome.Contract, welcome.Fingerprint, welcome.Incarnation, schema);
    }

    private static CellException Failure(CellStatus status, string message, Exception? inner)
        => new(status, message, inner) { Outcome = CallOutcome.NotExecuted };
}
