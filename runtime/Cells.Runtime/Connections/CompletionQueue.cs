namespace Cells.Connections;

/// <summary>The calls of one batch that have their answers: they are completed when the whole batch is read, so that no user code runs in its midst.</summary>
internal sealed class CompletionQueue
{
    private readonly Lock _gate = new();
    private PendingCall? _first;
    private PendingCall? _last;

    /// <summary>Whether nothing waits. For the one who reads.</summary>
    public bool IsEmpty => Volatile.Read(ref _first) is null;

    /// <summary>Appends a call, which is in no table any more.</summary>
    public void Add(PendingCall call)
    {
        lock (_gate)
        {
            if (_first is null)
            {
                _first = call;
            }
            else
            {
                _last!.NextCompleted = call;
            }

            _last = call;
        }
    }

    /// <summary>Takes the first call; null when nothing waits.</summary>
    public PendingCall? Take()
    {
        lock (_gate)
        {
            PendingCall? call = _first;
            if (call is not null)
            {
                _first = call.NextCompleted;
                call.NextCompleted = null;
            }

            return call;
        }
    }
}
