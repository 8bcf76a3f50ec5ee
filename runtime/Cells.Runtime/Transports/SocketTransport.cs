using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>A connected socket as a duplex pipe.</summary>
internal sealed class SocketTransport : IDescriptorTransport, IDisposable
{
    private readonly StreamSocket _socket;
    private readonly SocketPipeWriter _output;

    /// <summary>Takes over <paramref name="socket"/>, which is disposed.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="maxBuffer">The most bytes that are kept unread: the largest frame with its header.</param>
    public SocketTransport(Socket socket, int maxBuffer)
        : this(PeerCredentials.Of(socket.SafeHandle), StreamSocket.TakeOver(socket), maxBuffer)
    {
    }

    private SocketTransport(PeerCredentials? peer, StreamSocket socket, int maxBuffer)
    {
        Peer = peer;
        _socket = socket;
        Reader = new SocketPipeReader(_socket, maxBuffer);
        _output = new SocketPipeWriter(_socket);
    }

    /// <summary>Takes over a connected socket's descriptor.</summary>
    /// <exception cref="SocketException">It is none.</exception>
    [SupportedOSPlatform("linux")]
    public static SocketTransport Of(SafeFileHandle socket, int maxBuffer) => new(PeerCredentials.Of(socket), DescriptorSocket.Of(socket), maxBuffer);

    /// <inheritdoc/>
    public PipeReader Input => Reader;

    /// <summary>What arrives, for a thread that reads by itself.</summary>
    public SocketPipeReader Reader { get; }

    /// <summary>The socket, where any thread may read it; null where only the system's own may.</summary>
    public DescriptorSocket? Direct => _socket as DescriptorSocket;

    /// <inheritdoc/>
    public PipeWriter Output => _output;

    /// <summary>Who is at the other end; null where the system cannot say.</summary>
    public PeerCredentials? Peer { get; }

    /// <inheritdoc/>
    public bool IsOfSameUser => Peer is { } peer && peer.User == PeerCredentials.OwnUser;

    /// <inheritdoc/>
    public void SendDescriptor(SafeFileHandle descriptor) => _output.Attach(descriptor);

    /// <inheritdoc/>
    public void ExpectDescriptor() => Reader.ExpectDescriptor();

    /// <inheritdoc/>
    public SafeFileHandle? TakeDescriptor() => Reader.TakeDescriptor();

    /// <inheritdoc/>
    public void ReceiveFrom(RingReader ring)
    {
        if (OperatingSystem.IsLinux())
        {
            Reader.ExpectEmpty();
            Direct?.ReceiveFrom(ring);
        }
    }

    /// <inheritdoc/>
    public void SendThrough(RingWriter ring)
    {
        if (OperatingSystem.IsLinux())
        {
            Direct?.SendThrough(ring);
        }
    }

    /// <summary>Closes the socket; a pending send or receive fails.</summary>
    public void Dispose() => _socket.Dispose();
}
