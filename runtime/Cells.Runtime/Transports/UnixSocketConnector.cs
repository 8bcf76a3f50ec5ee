using System.Net.Sockets;

namespace Cells.Transports;

/// <summary>Connects to a Unix socket.</summary>
internal static class UnixSocketConnector
{
    private const int FirstDelayMs = 2;
    private const int LongestDelayMs = 100;

    /// <summary>Connects to <paramref name="path"/>, again with jitter while the listener's queue is full.</summary>
    /// <param name="path">The socket's path, of any length where the system allows.</param>
    /// <param name="maxBuffer">The most bytes kept unread: the largest frame with its header.</param>
    /// <param name="timeProvider">The clock of the delays.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">Nothing listens there, or it may not be reached.</exception>
    /// <exception cref="CellException">The path cannot be addressed, or <see cref="CellStatus.PermissionDenied"/>: someone else listens there.</exception>
    public static async ValueTask<SocketTransport> ConnectAsync(string path, int maxBuffer, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using UnixSocketAddress address = UnixSocketAddress.Resolve(path);
        for (int attempt = 0; ; attempt++)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(address.EndPoint, cancellationToken).ConfigureAwait(false);
                SocketTransport transport = new(socket, maxBuffer);
                if (transport.Peer is { } peer && !peer.MayServe(path))
                {
                    throw new CellException(
                        CellStatus.PermissionDenied,
                        $"{path}: the process {peer.ProcessId} that listens there runs as user {peer.User}, who owns neither this process nor the directory")
                    {
                        Outcome = CallOutcome.NotExecuted,
                    };
                }

                return transport;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            int longest = Math.Min(FirstDelayMs << Math.Min(attempt, 10), LongestDelayMs);
            TimeSpan delay = TimeSpan.FromMilliseconds(1 + (longest * Random.Shared.NextDouble()));
            await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
