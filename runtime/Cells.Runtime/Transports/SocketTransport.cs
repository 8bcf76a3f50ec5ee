using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>A connected socket as a duplex pipe.</summary>
internal sealed class SocketTransport : IDescriptorTransport, IDisposable
{
    private readonly Socket _socket;
    private readonly SocketPipeReader _input;
    private readonly SocketPipeWriter _output;

    /// <summary>Takes over <paramref name="socket"/>.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="maxBuffer">The most bytes that are kept unread: the largest frame with its header.</param>
    public SocketTransport(Socket socket, int maxBuffer)
    {
        _socket = socket;
        _input = new SocketPipeReader(socket, maxBuffer);
        _output = new SocketPipeWriter(socket);
        Peer = PeerCredentials.Of(socket);
    }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public PipeWriter Output => _output;

    /// <summary>Who is at the other end; null where the system cannot say.</summary>
    public PeerCredentials? Peer { get; }

    /// <inheritdoc/>
    public bool IsOfSameUser => Peer is { } peer && peer.User == PeerCredentials.OwnUser;

    /// <inheritdoc/>
    public void SendDescriptor(SafeFileHandle descriptor) => _output.Attach(descriptor);

    /// <inheritdoc/>
    public void ExpectDescriptor() => _input.ExpectDescriptor();

    /// <inheritdoc/>
    public SafeFileHandle? TakeDescriptor() => _input.TakeDescriptor();

    /// <summary>Closes the socket; a pending send or receive fails.</summary>
    public void Dispose() => _socket.Dispose();
}
