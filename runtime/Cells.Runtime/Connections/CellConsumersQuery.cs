using Cells.Framing;
using Cells.Schema;

namespace Cells.Connections;

/// <summary>Asks a running cell who calls it. Any version of this protocol can ask any other.</summary>
public static class CellConsumersQuery
{
    /// <summary>Asks the cell that listens at <paramref name="socketPath"/> for the consumers that it knows, connected or met before.</summary>
    /// <param name="socketPath">The socket: <c>run/public/cell.sock</c> in the cell's directory.</param>
    /// <param name="timeout">The time for everything: connecting, asking, receiving.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The consumers: a peer's word about its own peers.</returns>
    /// <exception cref="CellException">
    /// <see cref="CellStatus.Unimplemented"/>: the cell was built with a version of Cells that does not know its consumers; <see cref="CellStatus.Unavailable"/>: nothing listens there;
    /// <see cref="CellStatus.DeadlineExceeded"/>: the time is over; <see cref="CellStatus.PermissionDenied"/>: the socket may not be used;
    /// <see cref="CellStatus.DataLoss"/>: the answer is none of this protocol.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<ConsumerList> AskAsync(string socketPath, TimeSpan timeout, CancellationToken cancellationToken = default)
        => CellQuestion.AskAsync(
            socketPath,
            new Hello { Purpose = HelloPurpose.Ask, WantsConsumers = true },
            async (transport, welcome, cancel) =>
            {
                string document = await CellQuestion.ReceiveDocumentAsync(transport, FrameType.Consumers, cancel).ConfigureAwait(false)
                    ?? throw CellQuestion.Failure(
                        CellStatus.Unimplemented,
                        $"{socketPath}: '{welcome.ServerName}' {welcome.ServerVersion} was built with a version of Cells that does not know its consumers: rebuild and restart it",
                        null);
                return ConsumerList.Read(document) ?? throw new CellProtocolException("the list of consumers cannot be read");
            },
            timeout,
            cancellationToken);

    /// <summary>Asks the cell that listens at <paramref name="socketPath"/> for the schema that one of its consumers was built against.</summary>
    /// <param name="socketPath">The socket: <c>run/public/cell.sock</c> in the cell's directory.</param>
    /// <param name="fingerprint">The fingerprint that the consumer announced: 64 lower-case hex digits.</param>
    /// <param name="timeout">The time for everything: connecting, asking, receiving.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The document, which was held to <paramref name="fingerprint"/>; null when the cell does not have it.</returns>
    /// <exception cref="CellException">As for <see cref="AskAsync"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<string?> AskSchemaAsync(string socketPath, string fingerprint, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        return CellQuestion.AskAsync(
            socketPath,
            new Hello { Purpose = HelloPurpose.Ask, WantsDocument = true, WantedSchema = fingerprint },
            async (transport, _, cancel) =>
            {
                string? document = await CellQuestion.ReceiveDocumentAsync(transport, FrameType.Schema, cancel).ConfigureAwait(false);

                // A cell of an older version sends its own document, whatever was asked for.
                return document is { Length: > 0 } && SchemaDocument.Read(document).Schema is { } schema && SchemaFingerprint.Compute(schema) == fingerprint ? document : null;
            },
            timeout,
            cancellationToken);
    }
}
