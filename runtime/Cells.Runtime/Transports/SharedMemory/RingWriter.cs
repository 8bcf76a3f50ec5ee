using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Writes the stream of the direction that this side writes. One writer at a time.</summary>
/// <param name="mapping">The memory.</param>
/// <param name="direction">The direction.</param>
[SupportedOSPlatform("linux")]
internal sealed class RingWriter(SharedMapping mapping, SharedDirection direction)
{
    private ulong _written;
    private ulong _read;

    /// <summary>Writes as much as there is room for.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="mustWake">Whether the receiver sleeps, and is to be woken over the socket.</param>
    /// <returns>The bytes written; 0 when there is no room now.</returns>
    /// <exception cref="CellProtocolException">The peer says that it has read what it cannot have.</exception>
    /// <exception cref="ObjectDisposedException">The memory is gone.</exception>
    public int Write(ReadOnlySpan<byte> source, out bool mustWake)
    {
        using SharedAccess access = mapping.Access();
        ref ulong peer = ref access.Counter(direction.Read);
        ulong read = Volatile.Read(ref peer);
        if (read < _read || read > _written)
        {
            throw new CellProtocolException($"the peer read {read} bytes of shared memory where {_read} to {_written} are possible");
        }

        _read = read;
        int offset = (int)(_written % SharedLayout.StreamSize);
        int count = Math.Min(source.Length, SharedLayout.StreamSize - (int)(_written - read));
        int first = Math.Min(count, SharedLayout.StreamSize - offset);
        source[..first].CopyTo(access.Slice(direction.Stream + offset, first));
        source[first..count].CopyTo(access.Slice(direction.Stream, count - first));
        _written += (ulong)count;
        Volatile.Write(ref access.Counter(direction.Written), _written);

        // A receiver says that it sleeps before it looks for the last time: one of the two sees the other.
        Interlocked.MemoryBarrier();
        ref uint sleep = ref access.Word(direction.Sleep);
        mustWake = Volatile.Read(ref sleep) != 0 && Interlocked.Exchange(ref sleep, 0) != 0;
        return count;
    }
}
