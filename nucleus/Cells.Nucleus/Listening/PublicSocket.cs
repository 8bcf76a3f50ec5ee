using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Directories;
using Cells.Hosting;
using Cells.Transports;

namespace Cells.Nucleus.Listening;

/// <summary>The cell's listening socket. It stays when processes come and go: whoever connects in between waits in its queue.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PublicSocket : IDisposable
{
    private readonly CellListener _listener;
    private readonly string _path;
    private readonly LibC.FileIdentity? _identity;

    private PublicSocket(CellListener listener, string path)
    {
        _listener = listener;
        _path = path;
        _identity = LibC.Identify(path);
    }

    /// <summary>The descriptor, for processes to inherit.</summary>
    public SafeHandle Handle => _listener.Handle;

    /// <summary>Listens in <paramref name="directory"/>, in place of whatever file is there. Only under the cell's lock.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the socket cannot be made there.</exception>
    public static PublicSocket Bind(CellDirectory directory) => new(CellListener.Bind(directory.SocketPath), directory.SocketPath);

    /// <summary>Tells <paramref name="called"/>, once, when a caller waits.</summary>
    public IDisposable Watch(Action called)
    {
        Watching watching = new(called);
        watching.Begin(Handle);
        return watching;
    }

    /// <summary>Lets <paramref name="refusing"/> answer callers until what is returned is disposed.</summary>
    public IAsyncDisposable Refuse(CellServer refusing) => new Refusing(refusing, _listener);

    /// <summary>Takes the name away: who calls from now on finds no cell. Another's file of that name stays.</summary>
    public void Unlink()
    {
        if (LibC.Identify(_path) == _identity)
        {
            File.Delete(_path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private sealed class Watching(Action called) : IDisposable
    {
        private readonly Lock _gate = new();
        private IDisposable? _watch;
        private bool _isOver;

        public void Begin(SafeHandle handle)
        {
            lock (_gate)
            {
                _watch = DescriptorWatch.Instance.Watch(handle, OnReady);
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isOver = true;
                _watch?.Dispose();
                _watch = null;
            }
        }

        private void OnReady()
        {
            lock (_gate)
            {
                if (_isOver)
                {
                    return;
                }

                _isOver = true;
                _watch?.Dispose();
                _watch = null;
            }

            ThreadPool.UnsafeQueueUserWorkItem(static called => called(), called, preferLocal: false);
        }
    }

    private sealed class Refusing : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _accepting;

        public Refusing(CellServer server, CellListener listener) => _accepting = server.AcceptAsync(listener, _ending.Token);

        public async ValueTask DisposeAsync()
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await _accepting.ConfigureAwait(false);
            _ending.Dispose();
        }
    }
}
