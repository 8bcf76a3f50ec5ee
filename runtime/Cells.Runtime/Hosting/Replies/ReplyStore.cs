namespace Cells.Hosting;

/// <summary>Sees to it that a server executes no call with exactly-once delivery twice: it keeps replies by key, for duplicates.</summary>
/// <remarks>
/// <para>
/// A reply is kept for <see cref="KeptFor"/>, and as long as there are at most <see cref="MostEntries"/> and <see cref="MostBytes"/> of them; then the oldest go.
/// Of those that are gone the store keeps the highest sequence of each client: a call up to it, whose reply is not here, is never executed, but answered that its
/// fate is not known. A client numbers its calls as it sends them, so that this does not hit one that was never executed before ten thousand others have overtaken it.
/// </para>
/// <para>
/// A client is forgotten <see cref="KeptFor"/> after its last reply has gone: twenty minutes after its last call ended. Its channel sends a key again for five.
/// </para>
/// </remarks>
internal sealed class ReplyStore(TimeProvider clock)
{
    /// <summary>The calls that are kept, running ones included.</summary>
    public const int MostEntries = 10_000;

    /// <summary>The memory of the replies that are kept.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>The clients that are kept: more make no calls with exactly-once delivery until others are forgotten.</summary>
    public const int MostClients = 65_536;

    /// <summary>The time for which a reply is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<IdempotencyKey, KeyedCall> _calls = [];
    private readonly LinkedList<KeyedCall> _finished = new();
    private readonly Dictionary<Guid, ClientMark> _clients = [];
    private readonly LinkedList<ClientMark> _quiet = new();
    private long _bytes;
    private int _running;
    private TaskCompletionSource? _idle;

    /// <summary>The calls that run though their connection has ended.</summary>
    public int CountDetached()
    {
        lock (_gate)
        {
            return _running == 0 ? 0 : _calls.Values.Count(static call => call.Reply is null && call.First.Connection.Completion.IsCompleted);
        }
    }

    /// <summary>Takes in a call that came with a key.</summary>
    /// <param name="text">The key.</param>
    /// <param name="call">The call.</param>
    /// <returns>What becomes of it.</returns>
    public KeyedStart Begin(string text, ServerCall call)
    {
        if (!IdempotencyKey.TryParse(text, out IdempotencyKey key))
        {
            return KeyedStart.Refuse(CellStatus.InvalidArgument, CallOutcome.NotExecuted, "the idempotency key is none: 32 hex digits, ':' and a decimal number");
        }

        lock (_gate)
        {
            ForgetOld();
            if (_calls.TryGetValue(key, out KeyedCall? known))
            {
                return known.Join(call);
            }

            ClientMark? client = _clients.GetValueOrDefault(key.Client);
            if (client is not null && key.Sequence <= client.Forgotten)
            {
                return KeyedStart.Refuse(
                    CellStatus.DataLoss, CallOutcome.Unknown, "the call came before, or calls that followed it did, and its reply is no longer kept; it is not executed again");
            }

            if (_running >= MostEntries || (client is null && _clients.Count >= MostClients))
            {
                return KeyedStart.Refuse(CellStatus.ResourceExhausted, CallOutcome.NotExecuted, "the cell keeps as many calls with exactly-once delivery as it can");
            }

            if (client is null)
            {
                client = new ClientMark(key.Client);
                _clients.Add(key.Client, client);
            }

            Wake(client);
            KeyedCall first = new(this, key, client, call);
            _calls.Add(key, first);
            _running++;
            Shrink();
            return KeyedStart.Run(first);
        }
    }

    /// <summary>Ends when no call runs.</summary>
    public async Task WaitUntilIdleAsync(CancellationToken cancellationToken)
    {
        Task? idle = null;
        lock (_gate)
        {
            if (_running > 0)
            {
                idle = (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        await (idle ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels every call that runs.</summary>
    public void CancelAll()
    {
        ServerCall[] running;
        lock (_gate)
        {
            running = [.. _calls.Values.Where(static call => call.Reply is null).Select(static call => call.First)];
        }

        Array.ForEach(running, static call => call.Cancel());
    }

    /// <summary>Keeps the reply to a call.</summary>
    /// <returns>The duplicates that wait for it.</returns>
    internal IReadOnlyList<ServerCall> Finish(KeyedCall call, StoredReply reply)
    {
        lock (_gate)
        {
            IReadOnlyList<ServerCall> waiting = call.Finish(reply, clock.GetTimestamp());
            _running--;
            _bytes += reply.Size;
            _finished.AddLast(call);
            ForgetOld();
            Shrink();
            if (_running == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }

            return waiting;
        }
    }

    private void ForgetOld()
    {
        while (_finished.First is { Value: var oldest } && clock.GetElapsedTime(oldest.FinishedAt) >= KeptFor)
        {
            Forget(oldest);
        }

        while (_quiet.First is { Value: var client } && clock.GetElapsedTime(client.QuietSince) >= KeptFor)
        {
            _quiet.RemoveFirst();
            _clients.Remove(client.Client);
        }
    }

    private void Shrink()
    {
        while (_finished.First is { Value: var oldest } && (_calls.Count > MostEntries || _bytes > MostBytes))
        {
            Forget(oldest);
        }
    }

    private void Forget(KeyedCall call)
    {
        _finished.RemoveFirst();
        _calls.Remove(call.Key);
        _bytes -= call.Reply!.Size;
        ClientMark client = call.Client;
        client.Forgotten = Math.Max(client.Forgotten, call.Key.Sequence);
        if (--client.Calls == 0)
        {
            client.QuietSince = clock.GetTimestamp();
            _quiet.AddLast(client.Place);
        }
    }

    private void Wake(ClientMark client)
    {
        if (client.Calls++ == 0 && client.Place.List is not null)
        {
            _quiet.Remove(client.Place);
        }
    }
}

/// <summary>What a store remembers of one client.</summary>
internal sealed class ClientMark
{
    public ClientMark(Guid client)
    {
        Client = client;
        Place = new LinkedListNode<ClientMark>(this);
    }

    /// <summary>The client's id.</summary>
    public Guid Client { get; }

    /// <summary>Its place among those without calls.</summary>
    public LinkedListNode<ClientMark> Place { get; }

    /// <summary>The calls that are kept.</summary>
    public int Calls { get; set; }

    /// <summary>The highest sequence whose reply is gone.</summary>
    public long Forgotten { get; set; }

    /// <summary>When the last call was forgotten.</summary>
    public long QuietSince { get; set; }
}
