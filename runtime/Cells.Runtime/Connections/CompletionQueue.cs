using System.Diagnostics.CodeAnalysis;

namespace Cells.Connections;

/// <summary>The calls of one batch that have their answers: they are completed when the whole batch is read, so that no user code runs in its midst.</summary>
/// <remarks>Whoever has the reader's turn adds; any thread takes. A ring, whose ends only ever grow: to take a call is one exchange.</remarks>
internal sealed class CompletionQueue
{
    private const int FirstSize = 8;

    private PendingCall[] _ring = new PendingCall[FirstSize];
    private long _taken;
    private long _added;

    /// <summary>Whether nothing waits. For the one who reads.</summary>
    public bool IsEmpty => Volatile.Read(ref _taken) == _added;

    /// <summary>Appends a call, which is in no table any more. For the one who reads.</summary>
    public void Add(PendingCall call)
    {
        long taken = Volatile.Read(ref _taken);
        PendingCall[] ring = _ring;
        if (_added - taken == ring.Length)
        {
            ring = Grow(ring, taken);
        }

        ring[_added & (ring.Length - 1)] = call;
        Volatile.Write(ref _added, _added + 1);
    }

    /// <summary>Takes the first call; false when nothing waits.</summary>
    public bool TryTake([NotNullWhen(true)] out PendingCall? call)
    {
        while (true)
        {
            long taken = Volatile.Read(ref _taken);
            if (taken >= Volatile.Read(ref _added))
            {
                call = null;
                return false;
            }

            // Read before it is taken: as long as that has not happened, its place in the ring is not given to another, and a ring that has grown has it, too.
            PendingCall[] ring = Volatile.Read(ref _ring);
            call = ring[taken & (ring.Length - 1)];
            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken)
            {
                return true;
            }
        }
    }

    private PendingCall[] Grow(PendingCall[] ring, long taken)
    {
        PendingCall[] larger = new PendingCall[2 * ring.Length];
        for (long i = taken; i < _added; i++)
        {
            larger[i & (larger.Length - 1)] = ring[i & (ring.Length - 1)];
        }

        Volatile.Write(ref _ring, larger);
        return larger;
    }
}
