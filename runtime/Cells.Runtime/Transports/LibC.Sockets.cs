using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <content>Sockets that are waited for by threads of our own.</content>
internal static partial class LibC
{
    /// <summary>Something has come, or the end.</summary>
    public const uint InputReady = 0x1;

    /// <summary>There is room for more.</summary>
    public const uint OutputReady = 0x4;

    private const int DuplicateCloseOnExec = 1030;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int ReceiveTimeoutOption = 20;
    private const int BothDirections = 2;
    private const int AddInterest = 1;
    private const int RemoveInterest = 2;
    private const int NoEntryError = 2;
    private const int ConnectionAborted = 103;
    private const int UnixFamily = 1;
    private const int StreamType = 1;

    /// <summary>A Unix stream socket that is bound to <paramref name="path"/>, of at most 107 bytes, and does not listen yet; closed on exec.</summary>
    /// <exception cref="SocketException">There is no descriptor left, or something is there already.</exception>
    public static SafeFileHandle Bind(string path)
    {
        SafeFileHandle socket = new(Check(CreateSocket(UnixFamily, StreamType | CloseOnExec, 0)), ownsHandle: true);
        try
        {
            // struct sockaddr_un: the family u16, then the path and a zero.
            Span<byte> address = stackalloc byte[sizeof(ushort) + Encoding.UTF8.GetByteCount(path) + 1];
            address.Clear();
            BitConverter.TryWriteBytes(address, (ushort)UnixFamily);
            Encoding.UTF8.GetBytes(path, address[sizeof(ushort)..]);
            Check(Bind(socket, address, address.Length));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Lets a bound socket take connections in, of which as many wait as the system allows.</summary>
    /// <exception cref="SocketException">It does not.</exception>
    public static void Listen(SafeHandle socket) => Check(Listen(socket, int.MaxValue));

    /// <summary>A second descriptor of the same socket, closed on exec.</summary>
    /// <exception cref="SocketException">There is none left.</exception>
    public static int Duplicate(SafeHandle socket) => Check(Control(socket, DuplicateCloseOnExec, 0));

    /// <summary>Lets receives wait, and for no longer than <paramref name="timeout"/>.</summary>
    public static void SetBlocking(SafeHandle socket, TimeSpan timeout)
    {
        Check(Control(socket, SetFlags, Check(Control(socket, GetFlags, 0)) & ~NonBlocking));
        TimeValue value = new() { Seconds = (long)timeout.TotalSeconds, Microseconds = timeout.Milliseconds * 1000 + timeout.Microseconds };
        Check(SetOption(socket, SocketLevel, ReceiveTimeoutOption, value, TimeValue.Size));
    }

    /// <summary>Lets nothing wait in the socket.</summary>
    public static void SetNonBlocking(SafeHandle socket) => Check(Control(socket, SetFlags, Check(Control(socket, GetFlags, 0)) | NonBlocking));

    /// <summary>Takes a connection that waits at a listening socket, closed on exec; null when none does.</summary>
    /// <exception cref="SocketException">None can be taken.</exception>
    public static SafeFileHandle? TryAccept(SafeHandle listener)
    {
        int descriptor = Accept(listener, 0, 0, CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : Marshal.GetLastPInvokeError() is WouldBlock or Interrupted or ConnectionAborted ? null
            : throw Failure(Marshal.GetLastPInvokeError());
    }

    /// <summary>Reads an option of a socket into <paramref name="value"/>.</summary>
    /// <exception cref="SocketException">It cannot be read.</exception>
    public static void GetOption(SafeHandle socket, int level, int option, Span<byte> value)
    {
        int length = value.Length;
        Check(GetOption(socket, level, option, value, ref length));
    }

    /// <summary>Receives what is there.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="target">Where it goes; at least a byte.</param>
    /// <param name="waits">Whether to wait, for the socket's timeout, when nothing is there.</param>
    /// <returns>The bytes received, 0 at the end; -1 when there are none yet.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public static int Receive(SafeHandle socket, Span<byte> target, bool waits) => Complete(Receive(socket, target, target.Length, waits ? 0 : DontWait)) ?? -1;

    /// <summary>Sends what fits.</summary>
    /// <returns>The bytes sent; -1 when the socket takes none now.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> source) => Complete(Send(socket, source, source.Length, DontWait | NoSignal)) ?? -1;

    /// <summary>Waits until something has come, or the end; false when nothing has after <paramref name="milliseconds"/>, or for no reason.</summary>
    public static bool WaitReadable(SafeHandle socket, int milliseconds) => Wait(socket, InputReady, milliseconds);

    /// <summary>Waits until the socket takes something, or is broken; false when neither holds after <paramref name="milliseconds"/>, or for no reason.</summary>
    public static bool WaitWritable(SafeHandle socket, int milliseconds) => Wait(socket, OutputReady, milliseconds);

    private static bool Wait(SafeHandle socket, uint events, int milliseconds)
    {
        bool isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
            PollDescriptor descriptor = new() { Descriptor = (int)socket.DangerousGetHandle(), Events = (short)events };
            return Poll(ref descriptor, 1, milliseconds) > 0;
        }
        finally
        {
            if (isHeld)
            {
                socket.DangerousRelease();
            }
        }
    }

    /// <summary>Ends both directions: whoever waits in the socket returns.</summary>
    public static void ShutDown(SafeHandle socket) => _ = ShutDown(socket, BothDirections);

    /// <summary>A set of descriptors to be waited for.</summary>
    /// <exception cref="SocketException">There is no descriptor left.</exception>
    public static SafeFileHandle CreatePollSet() => new(Check(CreatePollSet(CloseOnExec)), ownsHandle: true);

    /// <summary>Adds a socket to a set: it is reported again and again while <paramref name="events"/> hold.</summary>
    /// <exception cref="SocketException">The set takes no more.</exception>
    public static void Add(SafeHandle pollSet, SafeHandle socket, uint events, long key)
    {
        Span<byte> image = stackalloc byte[PollEvents.Size];
        PollEvents.Write(image, events, key);
        Check(ControlPollSet(pollSet, AddInterest, socket, image));
    }

    /// <summary>Takes a socket out of a set, if it is in.</summary>
    public static void Remove(SafeHandle pollSet, SafeHandle socket)
    {
        Span<byte> image = stackalloc byte[PollEvents.Size];
        if (ControlPollSet(pollSet, RemoveInterest, socket, image) < 0 && Marshal.GetLastPInvokeError() != NoEntryError)
        {
            throw Failure(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits until something holds for a socket of the set.</summary>
    /// <returns>The number of events written to <paramref name="events"/>; 0 for no reason.</returns>
    public static int Wait(SafeHandle pollSet, Span<byte> events)
    {
        int count = WaitPollSet(pollSet, events, events.Length / PollEvents.Size, -1);
        return count < 0 && Marshal.GetLastPInvokeError() == Interrupted ? 0 : Check(count);
    }

    private static int Check(int result) => result >= 0 ? result : throw Failure(Marshal.GetLastPInvokeError());

    private static SocketException Failure(int error)
        => new((int)SocketError.SocketError, Marshal.GetPInvokeErrorMessage(error));

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CreateSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(SafeHandle socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(SafeHandle socket, int queue);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(SafeHandle socket, nint address, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(SafeHandle socket, int level, int option, Span<byte> value, ref int length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, Span<byte> target, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, ReadOnlySpan<byte> source, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int ShutDown(SafeHandle socket, int how);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(SafeHandle socket, int level, int name, in TimeValue value, int size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreatePollSet(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlPollSet(SafeHandle pollSet, int operation, SafeHandle socket, Span<byte> pollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int WaitPollSet(SafeHandle pollSet, Span<byte> events, int capacity, int milliseconds);

    /// <summary>Reads and writes <c>struct epoll_event</c>: events u32, then a key u64, without a gap between them on x86-64 and with one elsewhere.</summary>
    public static class PollEvents
    {
        private const int KeySize = sizeof(long);

        public static int Size { get; } = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

        public static void Write(Span<byte> image, uint events, long key)
        {
            image.Clear();
            MemoryMarshal.Write(image, events);
            MemoryMarshal.Write(image[(Size - KeySize)..], key);
        }

        public static long KeyOf(ReadOnlySpan<byte> events, int index) => MemoryMarshal.Read<long>(events[((index * Size) + Size - KeySize)..]);
    }

    /// <summary><c>struct timeval</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public const int Size = 2 * sizeof(long);
        public long Seconds;
        public long Microseconds;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
