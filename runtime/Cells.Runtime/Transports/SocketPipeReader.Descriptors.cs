using System.Runtime.Versioning;
using Cells.Framing;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <content>Descriptors that come beside bytes. Where none is expected, the kernel closes what comes: a receive without room for it drops it.</content>
internal sealed partial class SocketPipeReader
{
    private volatile bool _expectsDescriptor;
    private SafeFileHandle? _descriptor;

    /// <summary>Takes in a descriptor from the next receive on. To be called between two reads, or before the first.</summary>
    public void ExpectDescriptor() => _expectsDescriptor = true;

    /// <summary>The descriptor that has come, and the end of expecting one; null when none has.</summary>
    public SafeFileHandle? TakeDescriptor()
    {
        _expectsDescriptor = false;
        return Interlocked.Exchange(ref _descriptor, null);
    }

    private async ValueTask<int> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        while (OperatingSystem.IsLinux() && socket is DescriptorSocket direct)
        {
            int received = ReceiveMessage(direct, _buffer.AsSpan(_end), waits: false);
            if (received >= 0)
            {
                return received;
            }

            await direct.WaitToReceiveAsync(either.Token).ConfigureAwait(false);
        }

        throw new PlatformNotSupportedException("no descriptor can come beside bytes here");
    }

    [SupportedOSPlatform("linux")]
    private int ReceiveMessage(DescriptorSocket direct, Span<byte> room, bool waits)
    {
        if ((waits && !direct.WaitReadable(DescriptorSocket.LongestWait)) || LibC.Receive(direct.Handle, room, out SafeFileHandle? descriptor) is not int received)
        {
            return -1;
        }

        Keep(descriptor);
        return received;
    }

    private void Keep(SafeFileHandle? descriptor)
    {
        if (descriptor is not null && Interlocked.CompareExchange(ref _descriptor, descriptor, null) is not null)
        {
            descriptor.Dispose();
            throw new CellProtocolException("the peer sent a second descriptor where one was expected");
        }
    }
}
