using System.Net.Sockets;
using Cells.Hosting;
using Cells.Transports;

namespace Cells.Control;

/// <summary>The socket of one of several replicas alone, for clients that choose among them, beside the one that all share.</summary>
internal sealed class ReplicaSocket : IDisposable
{
    private readonly CellListener _listener;
    private readonly string _path;
    private readonly LibC.FileIdentity? _identity;

    private ReplicaSocket(CellListener listener, string path)
    {
        _listener = listener;
        _path = path;
        _identity = OperatingSystem.IsLinux() ? LibC.Identify(path) : null;
    }

    /// <summary>Accepts connections.</summary>
    public Socket Socket => _listener.Socket;

    /// <summary>Listens at <paramref name="path"/>, in place of whatever file is there: that of a process before, which may still answer what it has begun.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the socket cannot be made there.</exception>
    public static ReplicaSocket Bind(string path) => new(CellListener.Bind(path), path);

    /// <summary>Listens no more, and takes the name away. The file of the process that came after stays.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        try
        {
            if (OperatingSystem.IsLinux() && LibC.Identify(_path) == _identity)
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Who finds a socket that nobody listens at knows that the replica is not there.
            return;
        }
    }
}
