using System.IO.Pipelines;
using System.Net.Sockets;

namespace Cells.Transports;

/// <summary>A connected socket as a duplex pipe.</summary>
internal sealed class SocketTransport : IDuplexPipe, IDisposable
{
    private readonly Socket _socket;

    /// <summary>Takes over <paramref name="socket"/>.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="maxBuffer">The most bytes that are kept unread: the largest frame with its header.</param>
    public SocketTransport(Socket socket, int maxBuffer)
    {
        _socket = socket;
        Input = new SocketPipeReader(socket, maxBuffer);
        Output = new SocketPipeWriter(socket);
        Peer = PeerCredentials.Of(socket);
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Who is at the other end; null where the system cannot say.</summary>
    public PeerCredentials? Peer { get; }

    /// <summary>Closes the socket; a pending send or receive fails.</summary>
    public void Dispose() => _socket.Dispose();
}
