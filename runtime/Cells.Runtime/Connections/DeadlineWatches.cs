namespace Cells.Connections;

/// <summary>Watches the deadlines of the calls of one table: nearly always on one clock, and on that of a server where a handler's call inherits its deadline.</summary>
/// <param name="gate">The connection's.</param>
/// <param name="calls">The calls.</param>
/// <param name="owner">Carries the calls.</param>
internal sealed class DeadlineWatches(Lock gate, PendingCallTable calls, IPendingCallOwner owner)
{
    private DeadlineWatch? _first;
    private List<DeadlineWatch>? _others;
    private bool _isClosed;

    /// <summary>A call with a deadline has been added. Under the gate.</summary>
    public void Expect(Deadline deadline)
    {
        if (deadline.Timestamp is null || _isClosed)
        {
            return;
        }

        _first ??= new DeadlineWatch(gate, calls, deadline.Clock, owner);
        (_first.Clock == deadline.Clock ? _first : Other(deadline.Clock)).Expect(deadline);
    }

    /// <summary>Ends the calls whose time is over.</summary>
    public void EndOverdue()
    {
        DeadlineWatch[] watches;
        lock (gate)
        {
            watches = _first is null ? [] : [_first, .. _others ?? []];
        }

        Array.ForEach(watches, static watch => watch.EndOverdue());
    }

    /// <summary>Watches no more.</summary>
    public void Close()
    {
        lock (gate)
        {
            _isClosed = true;
            _first?.Close();
            _others?.ForEach(static watch => watch.Close());
        }
    }

    private DeadlineWatch Other(TimeProvider clock)
    {
        _others ??= [];
        if (_others.Find(watch => watch.Clock == clock) is not { } found)
        {
            found = new DeadlineWatch(gate, calls, clock, owner);
            _others.Add(found);
        }

        return found;
    }
}
