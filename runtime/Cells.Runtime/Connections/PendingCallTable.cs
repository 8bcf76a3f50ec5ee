using Cells.Callbacks;
using Cells.Hosting;
using Cells.Streams;

namespace Cells.Connections;

/// <summary>The calls in flight on one connection, by correlation.</summary>
/// <remarks>
/// A correlation is a slot (the low 16 bits), the slot's generation (the next 15) and the side that opened the call (bit 31, set by the accepting side),
/// so a late answer does not hit a slot's next call. Whoever removes a call completes it. Where nothing else is said, methods take the gate themselves.
/// </remarks>
/// <param name="gate">The connection's.</param>
/// <param name="openedByServer">Whether the accepting side opens the calls.</param>
internal sealed class PendingCallTable(Lock gate, bool openedByServer = false)
{
    private const int SlotBits = 16;
    private const uint SlotMask = (1u << SlotBits) - 1;
    private const int MostGenerations = 0x7FFF;
    private const int FirstSize = 8;

    private readonly uint _side = openedByServer ? 1u << 31 : 0;
    private PendingCall?[] _calls = new PendingCall?[FirstSize];
    private ushort[] _generations = new ushort[FirstSize];
    private int[] _free = new int[FirstSize];
    private int _freeCount;
    private HashSet<uint>? _abandoned;
    private int _used;
    private bool _isClosed;

    /// <summary>The number of calls in flight.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return _used - _freeCount;
            }
        }
    }

    /// <summary>The number of calls in flight that have streams.</summary>
    public int StreamCount
    {
        get
        {
            lock (gate)
            {
                return _calls.Count(static call => call?.Streams is not null);
            }
        }
    }

    /// <summary>Adds a call and gives it its correlation; false when the table is closed. Under the gate.</summary>
    /// <remarks>The caller sees to it that there are at most <see cref="CellLimits.LargestInflight"/>.</remarks>
    public bool TryAdd(PendingCall call)
    {
        if (_isClosed)
        {
            return false;
        }

        int slot = _freeCount > 0 ? _free[--_freeCount] : AddSlot();
        // Never 0: correlation 0 names the connection.
        int generation = _generations[slot];
        generation = generation == MostGenerations ? 1 : generation + 1;
        _generations[slot] = (ushort)generation;
        call.Correlation = _side | ((uint)generation << SlotBits) | (uint)slot;
        _calls[slot] = call;
        return true;
    }

    /// <summary>Removes the call with <paramref name="correlation"/>, which is answered; null when nobody waits for it. Under the gate.</summary>
    /// <param name="correlation">The correlation of the answer.</param>
    /// <param name="freesPlace">Whether the call was in flight at the peer, also where nobody waits for it any more: its place is free now.</param>
    public PendingCall? Remove(uint correlation, out bool freesPlace)
    {
        if (Find(correlation) is { } call)
        {
            freesPlace = true;
            return RemoveAt((int)(correlation & SlotMask), call);
        }

        freesPlace = _abandoned?.Remove(correlation) == true;
        return null;
    }

    /// <summary>The streams of the call with <paramref name="correlation"/>; null when it has none, or is not in flight.</summary>
    /// <remarks>Found under the lock: calls are pooled, and one that has been removed may be another by now.</remarks>
    public CallStreams? FindStreams(uint correlation, out bool isInFlight)
    {
        lock (gate)
        {
            PendingCall? call = Find(correlation);
            isInFlight = call is not null;
            return call?.Streams;
        }
    }

    /// <summary>What the call with <paramref name="correlation"/> passed; null when it passed nothing, or is not in flight.</summary>
    /// <inheritdoc cref="FindStreams" path="/remarks"/>
    public PassedCallbacks? FindCallbacks(uint correlation)
    {
        lock (gate)
        {
            return Find(correlation)?.Callbacks;
        }
    }

    /// <summary>Whether <paramref name="call"/> is in flight under <paramref name="correlation"/>.</summary>
    public bool IsInFlight(PendingCall call, uint correlation)
    {
        lock (gate)
        {
            return Find(correlation) == call;
        }
    }

    /// <summary>Removes <paramref name="call"/> if it is in flight under <paramref name="correlation"/>. Under the gate.</summary>
    public bool TryRemove(PendingCall call, uint correlation)
    {
        if (Find(correlation) != call)
        {
            return false;
        }

        RemoveAt((int)(correlation & SlotMask), call);
        return true;
    }

    /// <summary>Removes <paramref name="call"/> like <see cref="TryRemove"/>. The peer counts it until it has answered: so long its place is taken.</summary>
    public bool TryAbandon(PendingCall call, uint correlation)
    {
        lock (gate)
        {
            if (Find(correlation) != call)
            {
                return false;
            }

            AbandonAt((int)(correlation & SlotMask), call);
            return true;
        }
    }

    /// <summary>Removes the calls that were sent after the first <paramref name="accepted"/>.</summary>
    public List<PendingCall> RemoveSentAfter(long accepted) => RemoveWhere(call => call.Sequence > accepted, RemoveAt);

    /// <summary>Removes the calls whose deadlines on <paramref name="clock"/> have passed, as <see cref="TryAbandon"/> does.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="next">The earliest of the other deadlines on it; the largest number for none.</param>
    public List<PendingCall> AbandonOverdue(TimeProvider clock, out long next)
    {
        long now = clock.GetTimestamp();
        long earliest = long.MaxValue;
        List<PendingCall> overdue = RemoveWhere(
            call =>
            {
                if (call.Deadline.Timestamp is not long due || call.Deadline.Clock != clock)
                {
                    return false;
                }

                earliest = due > now ? Math.Min(earliest, due) : earliest;
                return due <= now;
            },
            AbandonAt);
        next = earliest;
        return overdue;
    }

    /// <summary>Removes the callbacks that <paramref name="parent"/> passed, as <see cref="TryAbandon"/> does.</summary>
    public List<PendingCall> AbandonOf(ServerCall parent) => RemoveWhere(call => call.Callback?.Call == parent, AbandonAt);

    /// <summary>Removes all calls and takes no more.</summary>
    public List<PendingCall> Close()
    {
        lock (gate)
        {
            _isClosed = true;
            return RemoveWhere(static _ => true, RemoveAt);
        }
    }

    /// <summary>Takes no more calls, unless there are any; false when there are.</summary>
    public bool TryCloseEmpty()
    {
        lock (gate)
        {
            if (_used > _freeCount)
            {
                return false;
            }

            _isClosed = true;
            return true;
        }
    }

    private int AddSlot()
    {
        int slot = _used++;
        if (slot == _calls.Length)
        {
            Array.Resize(ref _calls, 2 * slot);
            Array.Resize(ref _generations, 2 * slot);
            Array.Resize(ref _free, 2 * slot);
        }

        return slot;
    }

    private List<PendingCall> RemoveWhere(Predicate<PendingCall> condition, Func<int, PendingCall, PendingCall> remove)
    {
        List<PendingCall> removed = [];
        lock (gate)
        {
            for (int slot = 0; slot < _used; slot++)
            {
                if (_calls[slot] is { } call && condition(call))
                {
                    removed.Add(remove(slot, call));
                }
            }
        }

        return removed;
    }

    private PendingCall? Find(uint correlation)
    {
        uint slot = correlation & SlotMask;
        return slot < (uint)_used && (correlation ^ _side) >> SlotBits == _generations[slot] ? _calls[slot] : null;
    }

    private PendingCall AbandonAt(int slot, PendingCall call)
    {
        (_abandoned ??= []).Add(call.Correlation);
        return RemoveAt(slot, call);
    }

    private PendingCall RemoveAt(int slot, PendingCall call)
    {
        _calls[slot] = null;
        _free[_freeCount++] = slot;
        return call;
    }
}
