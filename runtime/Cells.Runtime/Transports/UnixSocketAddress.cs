using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Cells.Transports;

/// <summary>The address of a Unix socket at a path of any length. Dispose it after bind or connect.</summary>
internal sealed class UnixSocketAddress : IDisposable
{
    /// <summary>The longest path in bytes that the system call takes.</summary>
    private const int LongestPath = 107;

    private readonly SafeHandle? _directory;

    private UnixSocketAddress(UnixDomainSocketEndPoint endPoint, SafeHandle? directory)
    {
        EndPoint = endPoint;
        _directory = directory;
    }

    /// <summary>What to bind or connect to.</summary>
    public UnixDomainSocketEndPoint EndPoint { get; }

    /// <summary>Resolves <paramref name="path"/>; a long one through a descriptor of its directory.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: the path is too long for this system, or its directory cannot be opened.</exception>
    public static UnixSocketAddress Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        int length = Encoding.UTF8.GetByteCount(full);
        if (length <= LongestPath)
        {
            return new UnixSocketAddress(new UnixDomainSocketEndPoint(full), null);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new CellException(
                CellStatus.Unavailable,
                $"{full}: the path of a socket may have {LongestPath} bytes on this system and this one has {length}; move the cell to a shorter path")
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }

        SafeHandle directory;
        try
        {
            directory = LibC.OpenReference(Path.GetDirectoryName(full)!);
        }
        catch (IOException e)
        {
            throw new CellException(CellStatus.Unavailable, e.Message, e) { Outcome = CallOutcome.NotExecuted };
        }

        string shortPath = $"/proc/self/fd/{directory.DangerousGetHandle()}/{Path.GetFileName(full)}";
        return new UnixSocketAddress(new UnixDomainSocketEndPoint(shortPath), directory);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();
}
