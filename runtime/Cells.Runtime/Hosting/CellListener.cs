using System.Net.Sockets;
using Cells.Transports;

namespace Cells.Hosting;

/// <summary>The socket that a cell listens on.</summary>
internal sealed class CellListener : IDisposable
{
    private CellListener(Socket socket) => Socket = socket;

    /// <summary>Accepts connections.</summary>
    public Socket Socket { get; }

    /// <summary>Listens at <paramref name="path"/>, in place of whatever file is there. Only under the cell's lock.</summary>
    /// <remarks>Bound under another name, narrowed to its owner, listening, and only then renamed: nobody ever finds it wider or deaf.</remarks>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/> or <see cref="CellStatus.Unavailable"/>: the socket cannot be made there.</exception>
    public static CellListener Bind(string path)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Environment.ProcessId}.sock");
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(temporary);
            using UnixSocketAddress address = UnixSocketAddress.Resolve(temporary);
            socket.Bind(address.EndPoint);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            // The system cuts the queue to its own limit.
            socket.Listen(int.MaxValue);
            File.Move(temporary, path, overwrite: true);
            return new CellListener(socket);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            throw new CellException(CellStatus.FailedPrecondition, $"{path}: cannot be listened at: {e.Message}", e) { Outcome = CallOutcome.NotExecuted };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();
}
