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
    public static Task<CellSchemaAnswer> AskAsync(string socketPath, bool includeSchema, TimeSpan timeout, CancellationToken cancellationToken = default)
        => CellQuestion.AskAsync(
            socketPath,
            new Hello { Purpose = HelloPurpose.Ask, WantsDocument = includeSchema },
            async (transport, welcome, cancel) => new CellSchemaAnswer(
                welcome.ServerName,
                welcome.ServerVersion,
                welcome.Contract,
                welcome.Fingerprint,
                welcome.Incarnation,
                includeSchema ? await ReceiveSchemaAsync(transport, cancel).ConfigureAwait(false) : null),
            timeout,
            cancellationToken);

    private static async ValueTask<string> ReceiveSchemaAsync(SocketTransport transport, CancellationToken cancellationToken)
        => await CellQuestion.ReceiveDocumentAsync(transport, FrameType.Schema, cancellationToken).ConfigureAwait(false)
            ?? throw new CellProtocolException("the cell closed the connection before it sent its schema");
}
