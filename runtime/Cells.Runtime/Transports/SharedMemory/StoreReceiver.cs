using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Takes bytes out of the store of the direction that the peer writes.</summary>
/// <param name="mapping">The memory.</param>
/// <param name="direction">The direction.</param>
[SupportedOSPlatform("linux")]
internal sealed class StoreReceiver(SharedMapping mapping, SharedDirection direction)
{
    /// <summary>The most ranges that are taken and keep their room. An honest peer needs a handful.</summary>
    private const int MostTaken = 1024;

    private readonly Lock _gate = new();
    private readonly List<StoredRange> _ahead = [];
    private ulong _released;
    private int _taken;

    /// <summary>Takes a range in. It keeps its room until it is released.</summary>
    /// <param name="range">What the peer said; anything.</param>
    /// <exception cref="CellProtocolException">It is no range of the store, or was taken before.</exception>
    public void Take(StoredRange range)
    {
        Check(range);
        lock (_gate)
        {
            if (range.Start < _released || _taken == MostTaken)
            {
                throw new CellProtocolException($"the peer stored bytes at {range.Start} where {_released} is next");
            }

            _taken++;
        }
    }

    /// <summary>What lies in a range that was taken, to be read there; null when the memory is gone.</summary>
    public StoredBody? TryOpen(StoredRange range) => StoredBody.TryOpen(this, mapping, range, direction.Store);

    /// <summary>Copies what lies in a range, as it is now.</summary>
    /// <param name="range">The range.</param>
    /// <param name="target">As long as the range.</param>
    /// <exception cref="CellProtocolException">It is no range of the store.</exception>
    public void CopyTo(StoredRange range, Span<byte> target)
    {
        Check(range);
        if (mapping.TryAccess(out SharedAccess access))
        {
            using (access)
            {
                access.Slice(direction.Store + range.Offset, range.Length).CopyTo(target);
            }
        }
    }

    /// <summary>Gives the room of a range that was taken back, once all that was stored before has been given back, too.</summary>
    public void Release(StoredRange range)
    {
        lock (_gate)
        {
            _ahead.Add(range);
            ulong released = _released;
            while (_ahead.FindIndex(next => next.Start == released) is >= 0 and int at)
            {
                released = _ahead[at].End;
                _ahead.RemoveAt(at);
                _taken--;
            }

            if (released != _released && mapping.TryAccess(out SharedAccess access))
            {
                using (access)
                {
                    Volatile.Write(ref access.Counter(direction.Released), released);
                }

                _released = released;
            }
        }
    }

    /// <summary>Checks that a range lies in the store.</summary>
    /// <exception cref="CellProtocolException">It does not.</exception>
    public static void Check(StoredRange range)
    {
        bool isRange = range.Start <= long.MaxValue
            && range.Skipped is >= 0 and < SharedLayout.StoreSize
            && range.Length is > 0 and <= SharedLayout.StoreSize
            && range.Offset <= SharedLayout.StoreSize - range.Length;
        if (!isRange)
        {
            throw new CellProtocolException($"the peer stored {range.Length} bytes at {range.Start} + {range.Skipped}, where the store has {SharedLayout.StoreSize} bytes");
        }
    }
}
