namespace Cells.Connections;

/// <summary>The connections of a channel to the replicas of its cell. Safe for use by several threads.</summary>
/// <remarks>
/// A call goes to the less loaded of two that are picked at random, which spreads calls nearly as evenly as looking at all, and does not send everyone to the one that was idle a moment ago.
/// One that is missing is made in the background when it is picked, so that a channel without calls makes none.
/// </remarks>
internal sealed class ReplicaConnections
{
    /// <summary>The most connections of one channel.</summary>
    public const int Most = 4;

    private const int FirstDelayMs = 20;
    private const int LongestDelayMs = 1000;

    private readonly Lock _gate = new();
    private readonly Slot[] _slots;
    private readonly Func<ChannelTarget, Task<ClientConnection>> _open;
    private readonly TimeProvider _clock;

    /// <summary>The replicas that <paramref name="first"/> has told of.</summary>
    /// <param name="first">The connection made last.</param>
    /// <param name="before">The connections that the channel had to other replicas; null for none.</param>
    /// <param name="open">Connects, and calls <see cref="Put"/> with what it has connected.</param>
    /// <param name="clock">The clock of the delays between attempts.</param>
    public ReplicaConnections(ClientConnection first, ReplicaConnections? before, Func<ChannelTarget, Task<ClientConnection>> open, TimeProvider clock)
    {
        Count = first.Welcome.Replica.Count;
        Address = first.Origin!.FindReplica(0)?.Address;
        _open = open;
        _clock = clock;

        List<Slot> slots = [];
        if (before is not null && before.Address == Address)
        {
            slots.Add(new Slot(first.Welcome.Replica.Number, first));
            slots.AddRange(before._slots.Where(slot => slot.Replica < Count && slot.Replica != slots[0].Replica).Select(static slot => new Slot(slot.Replica, slot.Connection)));
        }

        // Not the same ones for every client, nor those that the system is quick to let accept.
        int[] others = [.. Enumerable.Range(0, Count).Where(replica => slots.TrueForAll(slot => slot.Replica != replica))];
        Random.Shared.Shuffle(others);
        slots.AddRange(others.Select(static replica => new Slot(replica, null)));
        _slots = [.. slots.Take(Most)];
        Origin = first.Origin;
        Put(first);
    }

    /// <summary>How many replicas the cell has.</summary>
    public int Count { get; }

    /// <summary>The socket of its first replica; null for none.</summary>
    public string? Address { get; }

    private ChannelTarget Origin { get; }

    /// <summary>Whether <paramref name="connection"/> leads to one of these replicas.</summary>
    public bool Has(ClientConnection connection) => connection.Welcome.Replica.Count == Count && connection.Origin!.FindReplica(0)?.Address == Address;

    /// <summary>The connection for a call that begins now; null when none is open.</summary>
    public ClientConnection? Pick()
    {
        int first = Random.Shared.Next(_slots.Length);
        int second = (first + 1 + Random.Shared.Next(_slots.Length - 1)) % _slots.Length;
        ClientConnection? one = Use(_slots[first]);
        ClientConnection? other = Use(_slots[second]);
        return one is null ? other ?? FindOpen()
            : other is null || one.Inflight <= other.Inflight ? one
            : other;
    }

    /// <summary>The open connection to the process with an <paramref name="incarnation"/>; null for none.</summary>
    public ClientConnection? Find(Guid incarnation)
        => Array.Find(_slots, slot => slot.Connection is { IsOpen: true } connection && connection.Welcome.Incarnation == incarnation)?.Connection;

    /// <summary>Connects to <paramref name="replica"/> now; null when the channel does not use it.</summary>
    public Task<ClientConnection>? Connect(int replica) => Array.Find(_slots, slot => slot.Replica == replica) is { } slot ? Open(slot) : null;

    /// <summary>Uses <paramref name="connection"/> from now on.</summary>
    /// <returns>The connection that is to be retired, because it leads to the same replica; null for none.</returns>
    public ClientConnection? Put(ClientConnection connection)
    {
        // Where the socket that all replicas share led to one beyond those that were chosen, it stands in for one of them.
        Slot? slot = Array.Find(_slots, slot => slot.Replica == connection.Welcome.Replica.Number) ?? Array.Find(_slots, static slot => slot.Connection is not { IsOpen: true });
        if (slot is null)
        {
            return connection;
        }

        ClientConnection? before = slot.Connection;
        slot.Connection = connection;
        return before is { IsOpen: true } ? before : null;
    }

    private ClientConnection? FindOpen() => Array.Find(_slots, static slot => slot.Connection is { IsOpen: true })?.Connection;

    private ClientConnection? Use(Slot slot)
    {
        ClientConnection? open = slot.Connection is { IsOpen: true } connection ? connection : null;
        if ((open is null || slot.HasStandIn) && !slot.IsConnecting && _clock.GetTimestamp() >= slot.NextAttempt)
        {
            // Whoever comes first here opens it; how it ends is seen at the next pick.
            _ = Open(slot).ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return open;
    }

    private Task<ClientConnection> Open(Slot slot)
    {
        lock (_gate)
        {
            if (slot.IsConnecting)
            {
                return slot.Connecting!;
            }

            if (slot.Connection is { IsOpen: true } connection && !slot.HasStandIn)
            {
                return Task.FromResult(connection);
            }

            double delay = Math.Min(FirstDelayMs * Math.Pow(2, Math.Min(slot.Failures++, 16)), LongestDelayMs);
            slot.NextAttempt = _clock.GetTimestamp() + (long)(delay * _clock.TimestampFrequency / 1000);
            return slot.Connecting = OpenAsync(slot);
        }
    }

    private async Task<ClientConnection> OpenAsync(Slot slot)
    {
        ClientConnection connection = await _open(Origin.FindReplica(slot.Replica)!).ConfigureAwait(false);
        slot.Failures = 0;
        return connection;
    }

    /// <summary>The place of a connection to one replica.</summary>
    private sealed class Slot(int replica, ClientConnection? connection)
    {
        private volatile ClientConnection? _connection = connection;
        private volatile Task<ClientConnection>? _connecting;
        private long _nextAttempt;

        public int Replica => replica;

        public int Failures { get; set; }

        /// <summary>Whether the connection leads to another replica, until there is one to this.</summary>
        public bool HasStandIn => _connection is { } connection && connection.Welcome.Replica.Number != Replica;

        public bool IsConnecting => _connecting is { IsCompleted: false };

        public ClientConnection? Connection
        {
            get => _connection;
            set => _connection = value;
        }

        public Task<ClientConnection>? Connecting
        {
            get => _connecting;
            set => _connecting = value;
        }

        public long NextAttempt
        {
            get => Volatile.Read(ref _nextAttempt);
            set => Volatile.Write(ref _nextAttempt, value);
        }
    }
}
