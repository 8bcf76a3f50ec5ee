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

    private UnixSocketAddress(string shortPath, SafeHandle? directory)
    {
        ShortPath = shortPath;
        _directory = directory;
    }

    /// <summary>What to bind or connect to: a path that a system call takes.</summary>
    public string ShortPath { get; }

    /// <summary>The same for a socket of the framework's.</summary>
    public UnixDomainSocketEndPoint EndPoint => new(ShortPath);

    /// <summary>Resolves <paramref name="path"/>; a long one through a descriptor of its directory.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: the path is too long for this system, or its directory cannot be opened.</exception>
    public static UnixSocketAddress Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        int length = Encoding.UTF8.GetByteCount(full);
        if (length <= LongestPath)
        {
            return new UnixSocketAddress(full, null);
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
        return new UnixSocketAddress(shortPath, directory);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();
}
