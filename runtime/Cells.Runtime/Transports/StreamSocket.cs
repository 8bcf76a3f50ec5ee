using System.Net.Sockets;

namespace Cells.Transports;

/// <summary>A connected stream socket.</summary>
internal abstract class StreamSocket : IDisposable
{
    /// <summary>Receives at least one byte; 0 at the end.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken);

    /// <summary>Sends some of the bytes, at once as far as they fit.</summary>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public abstract ValueTask<int> SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken);

    /// <summary>Closes the socket; what waits for it ends.</summary>
    public abstract void Dispose();

    /// <summary>Takes over <paramref name="socket"/> in the way that is fastest here.</summary>
    public static StreamSocket TakeOver(Socket socket) => OperatingSystem.IsLinux() ? DescriptorSocket.TakeOver(socket) : new ManagedSocket(socket);

    /// <summary>What every system has.</summary>
    private sealed class ManagedSocket(Socket socket) : StreamSocket
    {
        /// <summary>A socket says nothing before it has sent all that it was given, and those who send must see that a slow peer takes something.</summary>
        private const int LargestPiece = 64 * 1024;

        public override ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
            => socket.ReceiveAsync(target, SocketFlags.None, cancellationToken);

        public override ValueTask<int> SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
            => socket.SendAsync(source[..Math.Min(source.Length, LargestPiece)], SocketFlags.None, cancellationToken);

        public override void Dispose() => socket.Dispose();
    }
}
