using System.Runtime.InteropServices;

namespace Cells.Transports;

/// <summary>Who is at the other end of a Unix socket, as the kernel says.</summary>
/// <param name="ProcessId">The process that connected or listened.</param>
/// <param name="User">The user that it acted as.</param>
internal readonly record struct PeerCredentials(int ProcessId, uint User)
{
    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;
    private const int CredentialsSize = 12;

    /// <summary>The user that this process acts as; null where the system cannot say.</summary>
    public static uint? OwnUser => OperatingSystem.IsLinux() ? LibC.EffectiveUser : null;

    /// <summary>Asks the kernel; null where it cannot say (not Linux).</summary>
    public static PeerCredentials? Of(SafeHandle socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> image = stackalloc byte[CredentialsSize];
        LibC.GetOption(socket, SocketLevel, PeerCredentialsOption, image);
        return new PeerCredentials(MemoryMarshal.Read<int>(image), MemoryMarshal.Read<uint>(image[4..]));
    }

    /// <summary>Whether a server lets the peer in: the same user, or root.</summary>
    public bool MayCall() => OperatingSystem.IsLinux() && (User == 0 || User == LibC.EffectiveUser);

    /// <summary>Whether a client trusts the server behind <paramref name="socketPath"/>: its own user, root, or the owner of the directory.</summary>
    public bool MayServe(string socketPath)
        => MayCall()
            || (OperatingSystem.IsLinux()
                && Path.GetDirectoryName(Path.GetFullPath(socketPath)) is string directory
                && LibC.Identify(directory)?.Owner == User);
}
