using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>Accepts connections on the thread that waits for all sockets, as descriptors: none of them is ever the framework's.</summary>
/// <remarks>Never waits in the listening socket itself, which other processes may share.</remarks>
/// <param name="listener">The socket that is listened at. Stays the caller's.</param>
/// <param name="accept">Is given each connection, in the thread pool.</param>
/// <param name="onFailure">Is told when none can be accepted for a while.</param>
/// <param name="clock">The clock of that while.</param>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorListener(SafeHandle listener, Action<SafeFileHandle> accept, Action<Exception> onFailure, TimeProvider clock) : IPollTarget
{
    private const int MostAtOnce = 64;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStopped;

    /// <summary>Accepts until <paramref name="stopping"/> is cancelled.</summary>
    /// <exception cref="SocketException">The socket cannot be waited for.</exception>
    public Task AcceptAsync(CancellationToken stopping)
    {
        LibC.SetNonBlocking(listener);
        SocketPoller.Instance.Add(listener, LibC.InputReady, this);
        stopping.UnsafeRegister(static accepting => ((DescriptorListener)accepting!).Stop(), this);
        return _ended.Task;
    }

    /// <inheritdoc/>
    public void OnReady(ReaderThread thread)
    {
        try
        {
            for (int i = 0; i < MostAtOnce && LibC.TryAccept(listener) is { } connection; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(accept, connection, preferLocal: false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // No descriptor left, most likely: others must go first.
            SocketPoller.Instance.Remove(listener);
            onFailure(e);
            _ = TryAgainAsync();
        }
    }

    /// <inheritdoc/>
    public void OnRemoved()
    {
        // By this object itself.
    }

    /// <inheritdoc/>
    public void OnStuck()
    {
        // Nobody's code runs here.
    }

    private async Task TryAgainAsync()
    {
        await Task.Delay(RetryDelay, clock, CancellationToken.None).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_isStopped)
            {
                SocketPoller.Instance.Add(listener, LibC.InputReady, this);
            }
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            SocketPoller.Instance.Remove(listener);
        }

        _ended.TrySetResult();
    }
}
