using System.IO.Pipelines;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>The client's side of the handshake.</summary>
internal static class ClientHandshake
{
    /// <summary>Says hello and waits for the welcome.</summary>
    /// <exception cref="CellException">The server refused.</exception>
    /// <exception cref="CellProtocolException">The server's answer is none of this protocol.</exception>
    public static async ValueTask<Welcome> GreetAsync(IDuplexPipe transport, Hello hello, CancellationToken cancellationToken)
    {
        using (PayloadBuffer buffer = PayloadBuffer.Rent())
        {
            hello.Write(buffer);
            await FrameExchange.SendAsync(transport.Output, FrameType.Hello, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }

        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(
            transport.Input, Protocol.MaxHandshakeFrame, cancellationToken).ConfigureAwait(false);
        return header.Type switch
        {
            FrameType.Welcome => Welcome.Read(body),
            FrameType.Reject => throw Reject.Read(body).ToException(),
            _ => throw new CellProtocolException($"a {header.Type} frame came where the welcome was expected"),
        };
    }
}
