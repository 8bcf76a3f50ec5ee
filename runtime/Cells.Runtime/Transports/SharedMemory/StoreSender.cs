using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Puts bytes into the store of the direction that this side writes. Never waits: what has no room goes over the socket.</summary>
/// <param name="mapping">The memory.</param>
/// <param name="direction">The direction.</param>
/// <remarks>Of what the peer writes only one number is read, and copied once: how much it has released.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class StoreSender(SharedMapping mapping, SharedDirection direction)
{
    private readonly Lock _gate = new();
    private ulong _taken;
    private ulong _released;
    private bool _isClosed;

    /// <summary>Stores <paramref name="bytes"/>, if there is room for all.</summary>
    /// <exception cref="CellProtocolException">The peer says that it has released what it never had.</exception>
    public bool TryStore(ReadOnlySpan<byte> bytes, out StoredRange range)
    {
        lock (_gate)
        {
            range = default;
            if (_isClosed || bytes.IsEmpty || !mapping.TryAccess(out SharedAccess access))
            {
                return false;
            }

            using (access)
            {
                range = Place(bytes.Length, ReadReleased(access), out bool fits);
                if (!fits)
                {
                    return false;
                }

                bytes.CopyTo(access.Slice(direction.Store + range.Offset, range.Length));
                _taken = range.End;
                return true;
            }
        }
    }

    /// <summary>Stores nothing any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private ulong ReadReleased(SharedAccess access)
    {
        ulong released = Volatile.Read(ref access.Counter(direction.Released));
        if (released < _released || released > _taken)
        {
            throw new CellProtocolException($"the peer released {released} bytes of shared memory where {_released} to {_taken} are possible");
        }

        return _released = released;
    }

    private StoredRange Place(int length, ulong released, out bool fits)
    {
        int offset = (int)(_taken % SharedLayout.StoreSize);
        int skipped = length <= SharedLayout.StoreSize - offset ? 0 : SharedLayout.StoreSize - offset;
        StoredRange range = new(_taken, skipped, length);
        // What is skipped of an empty store is in nobody's way.
        fits = length <= SharedLayout.StoreSize && (released == _taken || range.End - released <= SharedLayout.StoreSize);
        return range;
    }
}
