namespace Cells.Connections;

/// <summary>The places for calls in flight on one connection (<c>max_inflight</c>), and those who wait for one, in the order in which they came.</summary>
/// <param name="gate">The connection's.</param>
/// <param name="count">The places.</param>
internal sealed class CallPlaces(Lock gate, int count)
{
    private LinkedList<TaskCompletionSource>? _waiting;
    private readonly int _count = count;
    private int _free = count;

    /// <summary>Whether a place is free at the moment.</summary>
    public bool HasFree => Volatile.Read(ref _free) > 0;

    /// <summary>The places that are taken at the moment.</summary>
    public int Taken => _count - Volatile.Read(ref _free);

    /// <summary>Takes a place, if one is free. Under the gate.</summary>
    public bool TryTake()
    {
        if (_free == 0)
        {
            return false;
        }

        _free--;
        return true;
    }

    /// <summary>Waits for a place and takes it.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (gate)
        {
            if (TryTake())
            {
                return;
            }

            turn = (_waiting ??= new()).AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await turn.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (turn.List is { } waiting)
                {
                    waiting.Remove(turn);
                }
                else
                {
                    // Given at the same time.
                    GiveBack();
                }
            }

            throw;
        }
    }

    /// <summary>Gives a place to whoever waits longest. Under the gate.</summary>
    public void GiveBack()
    {
        if (_waiting?.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.SetResult();
        }
        else
        {
            _free++;
        }
    }
}
