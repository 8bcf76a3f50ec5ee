using System.Diagnostics;
using Cells.Transports.SharedMemory;

namespace Cells.Transports;

/// <content>
/// Bytes that go through memory instead, from a point on that both sides know. What still comes over the socket then has no meaning but that there may be something
/// in the memory, and its end: threads sleep in the socket as before, and the end of a process is seen there.
/// </content>
internal sealed partial class DescriptorSocket
{
    /// <summary>The time for which a sender looks for room again and again before it looks once a millisecond.</summary>
    private static readonly TimeSpan RoomTime = TimeSpan.FromMicroseconds(50);

    private static readonly TimeSpan RoomPeriod = TimeSpan.FromMilliseconds(1);

    private volatile RingWriter? _outgoing;
    private volatile RingReader? _incoming;
    private bool _mayHaveSlept;

    /// <summary>What comes from now on is in memory. To be called by the thread that reads.</summary>
    public void ReceiveFrom(RingReader ring) => _incoming = ring;

    /// <summary>What is sent from now on goes through memory. To be called between two sends.</summary>
    public void SendThrough(RingWriter ring) => _outgoing = ring;

    /// <summary>Says that nobody looks any more, so that the peer makes the socket readable; false when there is something to receive.</summary>
    public bool TrySleep()
    {
        if (_incoming is not { } ring)
        {
            return true;
        }

        _mayHaveSlept = true;
        return ring.TrySleep();
    }

    /// <summary>Asks again and again for no longer than <paramref name="ticks"/>; false when there is still nothing to receive.</summary>
    public bool Spin(long ticks) => _incoming is { } ring && ring.Spin(ticks);

    /// <summary>Whether <see cref="Spin"/> is the way to wait for a moment.</summary>
    public bool IsInMemory => _incoming is not null;

    private int TryRead(RingReader ring, Span<byte> target)
    {
        int received = ring.Read(target);
        if (received > 0 && !_mayHaveSlept)
        {
            return received;
        }

        // What the peer woke this side with is in the way of the next sleep.
        _mayHaveSlept = false;
        bool isEnd = TakeWakeUps(waits: false) == 0;
        if (received == 0)
        {
            received = ring.Read(target);
        }

        return received > 0 || isEnd ? received : -1;
    }

    private int Read(RingReader ring, Span<byte> target)
    {
        int received = ring.Read(target);
        if (received > 0)
        {
            return received;
        }

        bool isEnd = false;
        if (ring.TrySleep())
        {
            isEnd = TakeWakeUps(waits: true) == 0;
            ring.Wake();
        }

        received = ring.Read(target);
        return received > 0 || isEnd ? received : -1;
    }

    private bool WaitReadable(RingReader ring, int milliseconds)
    {
        if (!ring.TrySleep())
        {
            return true;
        }

        _mayHaveSlept = true;
        bool isReadable = LibC.WaitReadable(_handle, milliseconds);
        ring.Wake();
        return isReadable || ring.HasBytes;
    }

    private int TakeWakeUps(bool waits)
    {
        Span<byte> unread = stackalloc byte[64];
        return LibC.Receive(_handle, unread, waits);
    }

    private int TryWrite(RingWriter ring, ReadOnlySpan<byte> source)
    {
        int sent = ring.Write(source, out bool mustWake);
        if (mustWake)
        {
            // A socket that takes nothing now is readable at the other side.
            LibC.Send(_handle, [0]);
        }

        return sent > 0 ? sent : -1;
    }

    /// <summary>Waits until the peer may have made room. It does not say so: whoever reads there may be the one who waits here.</summary>
    private async ValueTask WaitForRoomAsync(long since, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed), this);
        if (Stopwatch.GetElapsedTime(since) < RoomTime)
        {
            Thread.SpinWait(20);
        }
        else
        {
            await Task.Delay(RoomPeriod, cancellationToken).ConfigureAwait(false);
        }
    }
}
