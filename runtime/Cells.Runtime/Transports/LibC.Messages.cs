using System.Net.Sockets;
using System.Runtime.InteropServices;
using Cells.Framing;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <content>Bytes with a descriptor beside them, over a Unix socket: <c>SCM_RIGHTS</c>.</content>
internal static partial class LibC
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int ControlTruncated = 0x8;
    private const int ReceiveCloseOnExec = 0x40000000;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int BrokenPipe = 32;
    private const int ConnectionReset = 104;

    /// <summary>Sends bytes, the first of which carries <paramref name="descriptor"/>. Does not wait.</summary>
    /// <returns>The bytes sent; 0 when the socket takes none now.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public static unsafe int Send(SafeHandle socket, ReadOnlySpan<byte> bytes, SafeHandle descriptor)
    {
        bool isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            fixed (byte* first = bytes)
            {
                IoVector vector = new() { First = first, Length = (nuint)bytes.Length };
                ControlMessage control = new() { Length = ControlMessage.LengthOfOne, Level = SocketLevel, Type = Rights, Descriptor = (int)descriptor.DangerousGetHandle() };
                MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
                return Complete(SendMessage(socket, &message, DontWait | NoSignal)) ?? 0;
            }
        }
        finally
        {
            if (isHeld)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    /// <summary>Receives bytes and at most one descriptor, which is closed on exec. Does not wait.</summary>
    /// <param name="socket">A socket.</param>
    /// <param name="target">Where the bytes go; at least one.</param>
    /// <param name="descriptor">The descriptor that came with them; null for none.</param>
    /// <returns>The bytes received, 0 at the end; null when none is there yet.</returns>
    /// <exception cref="CellProtocolException">More than one came. They are closed.</exception>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public static unsafe int? Receive(SafeHandle socket, Span<byte> target, out SafeFileHandle? descriptor)
    {
        descriptor = null;
        fixed (byte* first = target)
        {
            IoVector vector = new() { First = first, Length = (nuint)target.Length };
            ControlMessage control = default;
            // Room for one: the kernel closes the others and says so.
            MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = ControlMessage.LengthOfOne };
            int? received = Complete(ReceiveMessage(socket, &message, DontWait | ReceiveCloseOnExec));
            if (received is not null && message.ControlLength >= ControlMessage.LengthOfOne && control is { Level: SocketLevel, Type: Rights })
            {
                descriptor = new SafeFileHandle(control.Descriptor, ownsHandle: true);
            }

            if (received is not null && (message.Flags & ControlTruncated) != 0)
            {
                descriptor?.Dispose();
                descriptor = null;
                throw new CellProtocolException("the peer sent more descriptors than were asked for");
            }

            return received;
        }
    }

    /// <summary>The result of a call that does not wait; null when it would have to.</summary>
    private static int? Complete(nint result)
    {
        int error = result >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return error switch
        {
            0 => (int)result,
            WouldBlock or Interrupted => null,
            BrokenPipe or ConnectionReset => throw new SocketException((int)SocketError.ConnectionReset, Marshal.GetPInvokeErrorMessage(error)),
            _ => throw new SocketException((int)SocketError.SocketError, Marshal.GetPInvokeErrorMessage(error)),
        };
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SafeHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct IoVector
    {
        public byte* First;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct cmsghdr</c> and one descriptor.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;

        /// <summary><c>CMSG_LEN(sizeof(int))</c>: without the padding at the end.</summary>
        public static nuint LengthOfOne => (nuint)nuint.Size + (3 * sizeof(int));
    }
}
