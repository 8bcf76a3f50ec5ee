using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Puts bytes into the store of the direction that this side writes. Never waits: what has no room goes over the socket.</summary>
/// <param name="mapping">The memory.</param>
/// <param name="direction">The direction.</param>
/// <remarks>Of what the peer writes only one number is read, and copied once: how much it has released.</remarks>
[SupportedOSPlatform("linux")]
#pragma warning disable CA1001 // The room is its holder's.
internal sealed class StoreSender(SharedMapping mapping, SharedDirection direction)
{
    private readonly Lock _gate = new();
    private ulong _taken;
    private ulong _released;
    private StoreRoom? _room;
    private bool _isClosed;

    /// <summary>Room to write a body of <paramref name="size"/> bytes, or more, straight into the store; null when there is none. Nothing else is stored while somebody has it.</summary>
    /// <exception cref="CellProtocolException">The peer says that it has released what it never had.</exception>
    public StoreRoom? TryReserve(int size)
    {
        lock (_gate)
        {
            if (_isClosed || _room is not null || !mapping.TryAccess(out SharedAccess access))
            {
                return null;
            }

            StoredRange range;
            try
            {
                ulong released = ReadReleased(access);
                range = Place(size, released, out bool fits);
                if (!fits)
                {
                    access.Dispose();
                    return null;
                }

                range = range with { Length = Most(range, released) };
            }
            catch
            {
                access.Dispose();
                throw;
            }

            // The room holds the mapping from here on.
            return _room = new StoreRoom(this, range, access.AddressOf(direction.Store + range.Offset, range.Length));
        }
    }

    /// <summary>Ends a reservation: what was written and not stored meanwhile is forgotten.</summary>
    public void Release(StoreRoom room)
    {
        lock (_gate)
        {
            _room = _room == room ? null : _room;
        }

        mapping.DangerousRelease();
    }

    /// <summary>Stores <paramref name="bytes"/>, if there is room for all. Those that were written to a reserved room are there already.</summary>
    /// <exception cref="CellProtocolException">The peer says that it has released what it never had.</exception>
    public bool TryStore(ReadOnlySpan<byte> bytes, out StoredRange range)
    {
        lock (_gate)
        {
            range = default;
            if (_room is not null && !_isClosed && _room.Begins(bytes))
            {
                range = _room.Range with { Length = bytes.Length };
                _room = null;
                _taken = range.End;
                return true;
            }

            if (_isClosed || _room is not null || bytes.IsEmpty || !mapping.TryAccess(out SharedAccess access))
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

    /// <summary>The bytes that follow each other from where <paramref name="range"/> begins and are nobody's.</summary>
    private static int Most(StoredRange range, ulong released)
    {
        int behind = SharedLayout.StoreSize - range.Offset;
        ulong begin = range.Start + (ulong)range.Skipped;
        // Of an empty store that was skipped to its end all is free.
        return range.Start == released ? behind : (int)Math.Min((ulong)behind, released + SharedLayout.StoreSize - begin);
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
