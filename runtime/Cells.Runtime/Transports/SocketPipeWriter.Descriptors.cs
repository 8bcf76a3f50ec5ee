using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <content>A descriptor beside the bytes.</content>
internal sealed partial class SocketPipeWriter
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(1);

    private volatile SafeFileHandle? _attached;

    /// <summary>Sends <paramref name="descriptor"/> with the next bytes. It stays the caller's, who keeps it open until the peer has answered.</summary>
    public void Attach(SafeFileHandle descriptor) => _attached = descriptor;

    private async ValueTask<int> SendAttachedAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        int sent;
        while ((sent = OperatingSystem.IsLinux() && _attached is { } descriptor && socket is DescriptorSocket direct ? LibC.Send(direct.Handle, bytes.Span, descriptor) : 0) == 0)
        {
            // Once a connection, and only while the peer is slow to read: not worth a registration for room of its own.
            await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(false);
        }

        _attached = null;
        return sent;
    }
}
