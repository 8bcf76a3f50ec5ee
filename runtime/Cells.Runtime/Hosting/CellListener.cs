using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Transports;

namespace Cells.Hosting;

/// <summary>The socket that a cell listens on.</summary>
/// <remarks>On Linux a descriptor, which the framework's sockets, its event loop and their assemblies need not be loaded for: a part of each start.</remarks>
internal sealed class CellListener : IDisposable
{
    private const int SocketLevel = 1;
    private const int AcceptsConnections = 30;

    private Socket? _socket;

    private CellListener(SafeHandle handle) => Handle = handle;

    private CellListener(Socket socket)
        : this(socket.SafeHandle) => _socket = socket;

    /// <summary>The descriptor.</summary>
    public SafeHandle Handle { get; }

    /// <summary>Accepts connections by the framework's means.</summary>
    public Socket Socket => _socket ??= new Socket(new SafeSocketHandle(Handle.DangerousGetHandle(), ownsHandle: false));

    /// <summary>Listens at <paramref name="path"/>, in place of whatever file is there. Only under the cell's lock.</summary>
    /// <remarks>Bound under another name, narrowed to its owner, listening, and only then renamed: nobody ever finds it wider or deaf.</remarks>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/> or <see cref="CellStatus.Unavailable"/>: the socket cannot be made there.</exception>
    public static CellListener Bind(string path)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileNameWithoutExtension(path)}-{Environment.ProcessId}.sock");
        CellListener? listener = null;
        try
        {
            File.Delete(temporary);
            using UnixSocketAddress address = UnixSocketAddress.Resolve(temporary);
            listener = OperatingSystem.IsLinux() ? new CellListener(LibC.Bind(address.ShortPath)) : BindSocket(address);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            listener.Listen();
            File.Move(temporary, path, overwrite: true);
            return listener;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            listener?.Dispose();
            throw new CellException(CellStatus.FailedPrecondition, $"{path}: cannot be listened at: {e.Message}", e) { Outcome = CallOutcome.NotExecuted };
        }
    }

    /// <summary>Listens at a socket that whoever started this process bound at <paramref name="path"/>, and keeps when this process ends.</summary>
    /// <param name="descriptor">The socket's descriptor, which is closed with the listener. Nobody but <see cref="Socket.AcceptAsync()"/> may wait on it: ending a blocking accept would shut it down for everyone.</param>
    /// <param name="path">Where the cell's clients look for it.</param>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: it is none, or listens elsewhere.</exception>
    [SupportedOSPlatform("linux")]
    public static CellListener Adopt(int descriptor, string path)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            if (socket is not { AddressFamily: AddressFamily.Unix, SocketType: SocketType.Stream } || !IsListening(socket))
            {
                throw Refuse($"descriptor {descriptor} is no Unix stream socket that listens");
            }

            string bound = socket.LocalEndPoint?.ToString() ?? "";
            return IsSamePlace(bound, path) ? new CellListener(socket) : throw Refuse($"descriptor {descriptor} listens at '{bound}'");
        }
        catch (SocketException e)
        {
            throw Refuse($"descriptor {descriptor} is no socket: {e.Message}");
        }
        catch
        {
            socket?.Dispose();
            throw;
        }

        CellException Refuse(string reason)
            => new(CellStatus.FailedPrecondition, $"{reason}, and the clients of this cell connect to {path}: pass a socket that listens there") { Outcome = CallOutcome.NotExecuted };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        Handle.Dispose();
    }

    private static CellListener BindSocket(UnixSocketAddress address)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address.EndPoint);
            return new CellListener(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Listen()
    {
        if (OperatingSystem.IsLinux())
        {
            LibC.Listen(Handle);
        }
        else
        {
            // The system cuts the queue to its own limit.
            Socket.Listen(int.MaxValue);
        }
    }

    private static bool IsListening(Socket socket)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        return socket.GetRawSocketOption(SocketLevel, AcceptsConnections, value) == value.Length && MemoryMarshal.Read<int>(value) != 0;
    }

    /// <summary>Whether a socket was bound in the directory of <paramref name="path"/>, whichever links lead there. Its name there may have been another first.</summary>
    [SupportedOSPlatform("linux")]
    private static bool IsSamePlace(string bound, string path)
        => Path.IsPathRooted(bound)
            && LibC.Identify(Path.GetDirectoryName(bound)!) is { } directory
            && directory == LibC.Identify(Path.GetDirectoryName(path)!);
}
