using System.Net.Sockets;
using System.Text;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Connections;

/// <summary>A question to a running cell of any version: one connection, one answer, one time limit for all of it.</summary>
internal static class CellQuestion
{
    /// <summary>Asks the cell that listens at <paramref name="socketPath"/>.</summary>
    /// <param name="socketPath">The socket.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="receive">Receives what follows the welcome.</param>
    /// <param name="timeout">The time for everything.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="CellException">There is no answer; <see cref="CellException.Status"/> says why.</exception>
    public static async Task<TAnswer> AskAsync<TAnswer>(
        string socketPath, Hello question, Func<SocketTransport, Welcome, CancellationToken, ValueTask<TAnswer>> receive, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(socketPath);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            using SocketTransport transport = await UnixSocketConnector.ConnectAsync(
                socketPath, Protocol.BufferFor(0), TimeProvider.System, deadline.Token).ConfigureAwait(false);
            Hello hello = question with { ClientName = AppDomain.CurrentDomain.FriendlyName, IsTool = true };
            Welcome welcome = await ClientHandshake.GreetAsync(transport, hello, deadline.Token).ConfigureAwait(false);
            return await receive(transport, welcome, deadline.Token).ConfigureAwait(false);
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

    /// <summary>Receives the document in a frame of <paramref name="type"/>; null when the cell closes the connection instead.</summary>
    /// <exception cref="CellProtocolException">Something else came.</exception>
    public static async ValueTask<string?> ReceiveDocumentAsync(SocketTransport transport, FrameType type, CancellationToken cancellationToken)
    {
        if (await FrameExchange.ReceiveOrEndAsync(transport.Input, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false) is not { } frame)
        {
            return null;
        }

        return frame.Header.Type == type
            ? Encoding.UTF8.GetString(frame.Body)
            : throw new CellProtocolException($"a {frame.Header.Type} frame came where the {type.ToString().ToLowerInvariant()} frame was expected");
    }

    /// <summary>The failure of a question, which executed nothing.</summary>
    public static CellException Failure(CellStatus status, string message, Exception? inner)
        => new(status, message, inner) { Outcome = CallOutcome.NotExecuted };
}
