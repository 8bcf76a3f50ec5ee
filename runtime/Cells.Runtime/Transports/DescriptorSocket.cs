using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>A connected stream socket of which any thread may wait for what comes.</summary>
/// <remarks>
/// .NET's event loop wakes at every arrival on a socket that it has once waited for, whoever reads it. A descriptor of our own, which it never saw, costs no such wake-up.
/// Each use of the descriptor holds a reference, so that none of them meets another socket under the same number after <see cref="Dispose"/>.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class DescriptorSocket : StreamSocket
{
    /// <summary>The longest that <see cref="Receive"/> waits.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static int _waiting;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _handle;
    private SafeFileHandle? _writing;
    private bool _isDisposed;

    /// <summary>The threads of the pool that may wait at once for peers to read.</summary>
    private static int MostWaiting { get; } = Environment.ProcessorCount;

    private DescriptorSocket(SafeFileHandle handle) => _handle = handle;

    /// <summary>The descriptor.</summary>
    public SafeHandle Handle => _handle;

    /// <summary>Takes over the descriptor of <paramref name="socket"/>, which is disposed.</summary>
    /// <exception cref="SocketException">There is no descriptor left.</exception>
    public static new DescriptorSocket TakeOver(Socket socket)
    {
        SafeFileHandle handle = new(LibC.Duplicate(socket.SafeHandle), ownsHandle: true);
        socket.Dispose();
        return Of(handle);
    }

    /// <summary>Takes over a descriptor.</summary>
    /// <exception cref="SocketException">It is no socket's.</exception>
    public static DescriptorSocket Of(SafeFileHandle handle)
    {
        LibC.SetBlocking(handle, LongestWait);
        return new DescriptorSocket(handle);
    }

    /// <summary>Receives what is there; -1 when that is nothing yet.</summary>
    public int TryReceive(Span<byte> target) => _incoming is { } ring ? TryRead(ring, target) : LibC.Receive(_handle, target, waits: false);

    /// <summary>Waits for what comes, on this thread; -1 when nothing has for <see cref="LongestWait"/>, or for no reason.</summary>
    public int Receive(Span<byte> target) => _incoming is { } ring ? Read(ring, target) : LibC.Receive(_handle, target, waits: true);

    /// <summary>Waits for no longer than <paramref name="time"/> until there is something to receive.</summary>
    public bool WaitReadable(TimeSpan time)
    {
        int milliseconds = (int)Math.Min(Math.Ceiling(time.TotalMilliseconds), LongestWait.TotalMilliseconds);
        return _incoming is { } ring ? WaitReadable(ring, milliseconds) : LibC.WaitReadable(_handle, milliseconds);
    }

    /// <summary>Sends what fits; -1 when that is nothing now.</summary>
    public int TrySend(ReadOnlySpan<byte> source) => _outgoing is { } ring ? TryWrite(ring, source) : LibC.Send(_handle, source);

    /// <inheritdoc/>
    public override async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        int received;
        while ((received = TryReceive(target.Span)) < 0)
        {
            await WaitToReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        return received;
    }

    /// <summary>Waits until there is something to receive, or the end.</summary>
    public ValueTask WaitToReceiveAsync(CancellationToken cancellationToken)
        => TrySleep() ? WaitAsync(_handle, LibC.InputReady, cancellationToken) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask<int> SendAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        int sent;
        long since = 0;
        bool isElsewhere = false;
        while ((sent = TrySend(source.Span)) < 0)
        {
            if (_outgoing is not null)
            {
                since = since == 0 ? Stopwatch.GetTimestamp() : since;
                await WaitForRoomAsync(since, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (!isElsewhere)
            {
                // The thread that reads must get back to it.
                isElsewhere = true;
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            if (WaitWritable())
            {
                continue;
            }

            await WaitAsync(GetWriting(), LibC.OutputReady, cancellationToken).ConfigureAwait(false);
        }

        return sent;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        // Whoever waits in the socket returns, and gives its reference back.
        LibC.ShutDown(_handle);
        SocketPoller.Instance.Remove(_handle);
        _handle.Dispose();
        if (_writing is { } writing)
        {
            SocketPoller.Instance.Remove(writing);
            writing.Dispose();
        }
    }

    /// <summary>Tells <paramref name="target"/> whenever there is something to receive, until <see cref="Forget"/> or <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Watch(IPollTarget target) => Watch(_handle, LibC.InputReady, target);

    /// <summary>Ends <see cref="Watch(IPollTarget)"/>.</summary>
    public void Forget() => SocketPoller.Instance.Remove(_handle);

    private void Watch(SafeFileHandle handle, uint events, IPollTarget target)
    {
        SocketPoller.Instance.Add(handle, events, target);
        if (Volatile.Read(ref _isDisposed))
        {
            SocketPoller.Instance.Remove(handle);
            throw new ObjectDisposedException(nameof(DescriptorSocket));
        }
    }

    private async ValueTask WaitAsync(SafeFileHandle handle, uint events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OneEvent waiting = new(handle);
        Watch(handle, events, waiting);
        using CancellationTokenRegistration cancelling = cancellationToken.UnsafeRegister(static waiting => ((OneEvent)waiting!).Cancel(), waiting);
        await waiting.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Waits on this thread until the socket takes something, but not for long: a peer that reads makes room within microseconds, and to be called back costs more.</summary>
    private bool WaitWritable()
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            return LibC.WaitWritable(_handle, 1);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // A second descriptor: a set holds each only once, and reading has the first.
    private SafeFileHandle GetWriting()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _writing ??= new SafeFileHandle(LibC.Duplicate(_handle), ownsHandle: true);
        }
    }

    /// <summary>A wait for one event. Ends with the event, or when the descriptor is no longer watched.</summary>
    private sealed class OneEvent(SafeFileHandle handle) : IPollTarget
    {
        private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _completion.Task;

        public void OnReady(ReaderThread thread) => SocketPoller.Instance.Remove(handle);

        public void OnRemoved() => _completion.TrySetResult();

        public void OnStuck()
        {
            // Nobody's code runs here.
        }

        public void Cancel() => SocketPoller.Instance.Remove(handle);
    }
}
