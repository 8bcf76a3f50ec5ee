using System.Diagnostics;
using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Reads the stream of the direction that the peer writes. One reader at a time.</summary>
/// <param name="mapping">The memory.</param>
/// <param name="direction">The direction.</param>
[SupportedOSPlatform("linux")]
internal sealed class RingReader(SharedMapping mapping, SharedDirection direction)
{
    private const int LooksBetweenTimes = 32;

    private ulong _read;

    /// <summary>Whether there is something to read.</summary>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public bool HasBytes
    {
        get
        {
            using SharedAccess access = mapping.Access();
            return Volatile.Read(ref access.Counter(direction.Written)) != _read;
        }
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>The bytes read; 0 for none.</returns>
    /// <exception cref="CellProtocolException">The peer says that it has written more than there is room for.</exception>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public int Read(Span<byte> target)
    {
        using SharedAccess access = mapping.Access();
        ulong written = Volatile.Read(ref access.Counter(direction.Written));
        if (written - _read > SharedLayout.StreamSize)
        {
            throw new CellProtocolException($"the peer wrote {written} bytes to shared memory of which {_read} are read, where {SharedLayout.StreamSize} have room");
        }

        int offset = (int)(_read % SharedLayout.StreamSize);
        int count = (int)Math.Min((ulong)target.Length, written - _read);
        int first = Math.Min(count, SharedLayout.StreamSize - offset);
        access.Slice(direction.Stream + offset, first).CopyTo(target);
        access.Slice(direction.Stream, count - first).CopyTo(target[first..]);
        if (count > 0)
        {
            _read += (ulong)count;
            Volatile.Write(ref access.Counter(direction.Read), _read);
        }

        return count;
    }

    /// <summary>Looks again and again until there is something to read; false when there is nothing after <paramref name="ticks"/> of the <see cref="Stopwatch"/>.</summary>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public bool Spin(long ticks)
    {
        using SharedAccess access = mapping.Access();
        ref ulong written = ref access.Counter(direction.Written);
        long start = Stopwatch.GetTimestamp();
        do
        {
            for (int i = 0; i < LooksBetweenTimes; i++)
            {
                if (Volatile.Read(ref written) != _read)
                {
                    return true;
                }

                Thread.SpinWait(1);
            }

            // The peer may have been put on this very processor, which systems do with one that they wake.
            Thread.Yield();
        }
        while (Stopwatch.GetTimestamp() - start < ticks);
        return false;
    }

    /// <summary>Says that this side sleeps until it is woken over the socket; false, and it does not, when there is something to read.</summary>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public bool TrySleep()
    {
        using SharedAccess access = mapping.Access();
        ref uint sleep = ref access.Word(direction.Sleep);
        Interlocked.Exchange(ref sleep, 1);
        // The word stays when there is something: another thread may be asleep on the strength of it, and a wake-up too many does no harm.
        return Volatile.Read(ref access.Counter(direction.Written)) == _read;
    }

    /// <summary>Says that this side is awake: it looks by itself.</summary>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public void Wake()
    {
        using SharedAccess access = mapping.Access();
        Volatile.Write(ref access.Word(direction.Sleep), 0);
    }
}
