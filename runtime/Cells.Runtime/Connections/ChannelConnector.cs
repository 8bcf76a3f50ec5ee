namespace Cells.Connections;

/// <summary>Keeps the connections of a channel: one, made at first use, once for all who wait, and again after it has ended; where that tells of replicas, others to some of them.</summary>
internal sealed class ChannelConnector(ChannelTarget target, ChannelClient client) : IAsyncDisposable
{
    /// <summary>The time after the loss of a connection, or the start of a process, during which a cell that cannot be reached counts as restarting, and not as stopped.</summary>
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<ClientConnection> _connections = [];
    private ClientConnection? _current;
    private ReplicaConnections? _replicas;
    private Task<ClientConnection>? _connecting;
    private long _lostAt;
    private bool _isDisposed;

    /// <summary>The clock of deadlines and delays.</summary>
    public TimeProvider Clock => client.Options.TimeProvider;

    /// <summary>The server's socket, for telemetry; null for none.</summary>
    public string? Address => target.Address;

    /// <summary>Makes the keys of calls with exactly-once delivery.</summary>
    public IdempotencyKeys Keys => client.Keys;

    /// <summary>Whether there is a connection to use.</summary>
    public bool IsConnected => Volatile.Read(ref _current) is { IsOpen: true };

    /// <summary>The connection made last; null before the first.</summary>
    public ClientConnection? Current => Volatile.Read(ref _current);

    /// <summary>Whether another connection can be made after one has ended.</summary>
    public bool CanReconnect => target.CanReconnect;

    /// <summary>Whether the cell ran a moment ago, or is being started, so that connecting again is worth a wait. Any other cell that was never reached does not run, for all that is known.</summary>
    public bool MayBeRestarting
    {
        get
        {
            lock (_gate)
            {
                if (!target.CanReconnect || _isDisposed)
                {
                    return false;
                }

                if (_current is { } last && (_connections.Contains(last) || Clock.GetElapsedTime(_lostAt) < RestartTime))
                {
                    return true;
                }
            }

            return target.IsStarting(RestartTime);
        }
    }

    /// <summary>The connection for a call that begins now; one that is not open, or null, where it has to be made first.</summary>
    public ClientConnection? Pick() => Volatile.Read(ref _replicas) is { } replicas ? replicas.Pick() : Volatile.Read(ref _current);

    /// <summary>The connection to use now.</summary>
    /// <exception cref="CellException">It cannot be made, or not before the deadline; no call was executed.</exception>
    public ValueTask<ClientConnection> GetAsync(Deadline deadline, CancellationToken cancellationToken)
        => Pick() is { IsOpen: true } picked ? new ValueTask<ClientConnection>(picked) : ConnectAsync(deadline, cancellationToken);

    /// <summary>The connection to use now for a call that the process with an <paramref name="incarnation"/> may know.</summary>
    /// <param name="incarnation">The process.</param>
    /// <param name="replica">The replica that it is, or was: another process may have taken its place.</param>
    /// <param name="orAnother">Whether any replica will do when that one is not to be reached.</param>
    /// <param name="deadline">When the attempt is over.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CellException">It cannot be made, or not before the deadline; no call was executed.</exception>
    public ValueTask<ClientConnection> GetAsync(Guid incarnation, int replica, bool orAnother, Deadline deadline, CancellationToken cancellationToken)
        => Volatile.Read(ref _replicas) is not { } replicas ? GetAsync(deadline, cancellationToken)
            : replicas.Find(incarnation) is { } known ? new ValueTask<ClientConnection>(known)
            : ConnectAsync(replicas, replica, orAnother, deadline, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ClientConnection[] open;
        lock (_gate)
        {
            _isDisposed = true;
            _replicas = null;
            open = [.. _connections];
        }

        foreach (ClientConnection connection in open)
        {
            connection.Abort(new CellException(CellStatus.Cancelled, "the channel was disposed"));
            await connection.Completion.ConfigureAwait(false);
        }
    }

    private async ValueTask<ClientConnection> ConnectAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        Task<ClientConnection> connecting;
        lock (_gate)
        {
            if (_current is { IsOpen: true } current)
            {
                return current;
            }

            ThrowIfDisposed();

            // Shared by all who wait: it must not carry the context or the cancellation of the one who happens to start it.
            _connecting ??= Detach(OpenAsync);
            connecting = _connecting;
        }

        return await WaitAsync(connecting, deadline, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ClientConnection> ConnectAsync(
        ReplicaConnections replicas, int replica, bool orAnother, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (replicas.Connect(replica) is { } connecting)
            {
                return await WaitAsync(connecting, deadline, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CellException e) when (orAnother && e.Status == CellStatus.Unavailable)
        {
            // Gone, for all that can be seen from here.
        }

        return await GetAsync(deadline, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<ClientConnection> WaitAsync(Task<ClientConnection> connecting, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await (deadline.Remaining is TimeSpan left
                ? connecting.WaitAsync(left, deadline.Clock, cancellationToken)
                : connecting.WaitAsync(cancellationToken)).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new CellException(CellStatus.DeadlineExceeded, $"{client.Contract.Name}: the deadline passed while the connection was made", e)
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }
    }

    private async Task<ClientConnection> OpenAsync()
    {
        try
        {
            return await OpenAsync(target).ConfigureAwait(false);
        }
        catch (CellException)
        {
            client.Schema.OnFailed();
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _connecting = null;
            }
        }
    }

    /// <summary>Looks whether what has come in the place of a process, which goes on serving <paramref name="old"/>, fits all the same: then that is called from now on.</summary>
    /// <remarks>The server may know less of what is used than the client itself, and of several places another may fit. Where none does, the connection is used until the server ends it.</remarks>
    /// <param name="old">The connection.</param>
    /// <param name="time">How long it is served.</param>
    public async Task TryLeaveAsync(ClientConnection old, TimeSpan time)
    {
        if (!target.CanReconnect)
        {
            return;
        }

        ChannelTarget place = old.Welcome.Replica.Count > 1 && old.Origin?.FindReplica(old.Welcome.Replica.Number) is { } replica ? replica : target;
        try
        {
            await OpenDetached(place).ConfigureAwait(false);
            old.Retire();
        }
        catch (CellException e)
        {
            client.Schema.OnFailed();
            if (e.Status == CellStatus.Incompatible)
            {
                ChannelLog.ServedOn(client.Options.Logger, old.Welcome.ServerName, old.Welcome.ServerVersion, time.TotalSeconds, e.Message);
            }
        }
    }

    private Task<ClientConnection> OpenDetached(ChannelTarget place)
        => Detach(() =>
        {
            lock (_gate)
            {
                ThrowIfDisposed();
            }

            return OpenAsync(place);
        });

    private async Task<ClientConnection> OpenAsync(ChannelTarget place)
    {
        CellChannelOptions options = client.Options;
        using CancellationTokenSource overdue = new(options.Limits.ConnectTimeout, options.TimeProvider);
        try
        {
            ClientConnection connection = await place.ConnectAsync(client, overdue.Token).ConfigureAwait(false);
            Keep(connection);
            client.Schema.OnConnected(connection.Welcome, connection.Plan);
            return connection;
        }
        catch (OperationCanceledException e)
        {
            throw new CellException(
                CellStatus.Unavailable, $"{client.Contract.Name}: no connection within {options.Limits.ConnectTimeout.TotalSeconds:0.#} s (connect_timeout)", e)
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }
    }

    private void Keep(ClientConnection connection)
    {
        bool isDisposed;
        ClientConnection? retired;
        lock (_gate)
        {
            isDisposed = _isDisposed;
            _connections.Add(connection);
            Volatile.Write(ref _current, connection);
            retired = Spread(connection);
        }

        retired?.Retire();

        connection.Completion.ContinueWith(
            _ => Forget(connection), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (isDisposed)
        {
            connection.Abort(new CellException(CellStatus.Cancelled, "the channel was disposed"));
        }
    }

    /// <summary>Takes in what a connection tells of replicas. Under the gate.</summary>
    /// <returns>A connection that is one too many; null for none.</returns>
    private ClientConnection? Spread(ClientConnection connection)
    {
        if (_isDisposed || connection.Welcome.Replica.Count == 1 || connection.Origin?.FindReplica(0) is null)
        {
            Volatile.Write(ref _replicas, null);
        }
        else if (_replicas is { } known && known.Has(connection))
        {
            return known.Put(connection);
        }
        else
        {
            Volatile.Write(ref _replicas, new ReplicaConnections(connection, _replicas, OpenDetached, Clock));
        }

        return null;
    }

    /// <summary>Under the gate.</summary>
    private void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new CellException(CellStatus.Cancelled, "the channel was disposed") { Outcome = CallOutcome.NotExecuted };
        }
    }

    private void Forget(ClientConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
            _lostAt = Clock.GetTimestamp();
        }
    }

    private static Task<ClientConnection> Detach(Func<Task<ClientConnection>> open)
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return Task.Run(open);
    }
}
