using Cells.Connections;

namespace Cells.Hosting;

/// <summary>A call with exactly-once delivery: the one that runs its handler, and the duplicates that wait for the reply. Under the store's lock.</summary>
internal sealed class KeyedCall(ReplyStore store, IdempotencyKey key, ClientMark client, ServerCall first)
{
    private readonly List<ServerCall> _waiting = [];

    /// <summary>The key.</summary>
    public IdempotencyKey Key => key;

    /// <summary>Who made it.</summary>
    public ClientMark Client => client;

    /// <summary>The call that runs the handler.</summary>
    public ServerCall First => first;

    /// <summary>The reply; null while the handler runs.</summary>
    public StoredReply? Reply { get; private set; }

    /// <summary>When the reply came.</summary>
    public long FinishedAt { get; private set; }

    /// <summary>Takes in a duplicate.</summary>
    public KeyedStart Join(ServerCall duplicate)
    {
        if (duplicate.Index != first.Index || duplicate.Dispatcher != first.Dispatcher)
        {
            return KeyedStart.Refuse(CellStatus.InvalidArgument, CallOutcome.NotExecuted, "the idempotency key was used for another call");
        }

        if (Reply is not null)
        {
            return KeyedStart.Answer(Reply);
        }

        _waiting.Add(duplicate);
        return KeyedStart.Wait(this);
    }

    /// <summary>Takes in the reply.</summary>
    /// <returns>The duplicates that wait for it.</returns>
    public IReadOnlyList<ServerCall> Finish(StoredReply reply, long now)
    {
        Reply = reply;
        FinishedAt = now;
        ServerCall[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }

    /// <summary>Keeps the reply and answers the duplicates with it. The first call is answered by who calls this.</summary>
    public void Complete(StoredReply reply)
    {
        foreach (ServerCall duplicate in store.Finish(this, reply))
        {
            duplicate.Connection.Answer(duplicate, reply);
        }
    }
}

/// <summary>What becomes of a call that came with a key.</summary>
/// <param name="Call">The call that it is, or waits for; null when it is over.</param>
/// <param name="Runs">Whether its handler runs: it is the first of its key.</param>
/// <param name="Reply">The reply that is there; null when there is none.</param>
internal readonly record struct KeyedStart(KeyedCall? Call, bool Runs, StoredReply? Reply)
{
    /// <summary>It is the first.</summary>
    public static KeyedStart Run(KeyedCall call) => new(call, true, null);

    /// <summary>The first still runs.</summary>
    public static KeyedStart Wait(KeyedCall call) => new(call, false, null);

    /// <summary>The first has been answered.</summary>
    public static KeyedStart Answer(StoredReply reply) => new(null, false, reply);

    /// <summary>It can be neither executed nor answered.</summary>
    public static KeyedStart Refuse(CellStatus status, CallOutcome outcome, string reason)
        => new(null, false, new StoredReply(null, new ErrorBody(status, reason) { Outcome = outcome }, null));
}
