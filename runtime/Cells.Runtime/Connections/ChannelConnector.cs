namespace Cells.Connections;

/// <summary>Keeps one connection of a channel: made at first use, once for all who wait, and again after it has ended.</summary>
internal sealed class ChannelConnector(ChannelTarget target, ChannelClient client) : IAsyncDisposable
{
    /// <summary>The time after the loss of a connection during which a cell that cannot be reached counts as restarting, and not as stopped.</summary>
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<ClientConnection> _connections = [];
    private ClientConnection? _current;
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

    /// <summary>Whether the cell ran a moment ago, so that connecting again is worth a wait. A cell that was never reached does not run, for all that is known.</summary>
    public bool MayBeRestarting
    {
        get
        {
            lock (_gate)
            {
                return target.CanReconnect && !_isDisposed && _current is { } last
                    && (_connections.Contains(last) || Clock.GetElapsedTime(_lostAt) < RestartTime);
            }
        }
    }

    /// <summary>The connection to use now.</summary>
    /// <exception cref="CellException">It cannot be made, or not before the deadline; no call was executed.</exception>
    public ValueTask<ClientConnection> GetAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        ClientConnection? current = Volatile.Read(ref _current);
        return current is { IsOpen: true } ? new ValueTask<ClientConnection>(current) : ConnectAsync(deadline, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ClientConnection[] open;
        lock (_gate)
        {
            _isDisposed = true;
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

            if (_isDisposed)
            {
                throw new CellException(CellStatus.Cancelled, "the channel was disposed") { Outcome = CallOutcome.NotExecuted };
            }

            // Shared by all who wait: it must not carry the context or the cancellation of the one who happens to start it.
            _connecting ??= Detach(OpenAsync);
            connecting = _connecting;
        }

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
        CellChannelOptions options = client.Options;
        using CancellationTokenSource overdue = new(options.Limits.ConnectTimeout, options.TimeProvider);
        try
        {
            ClientConnection connection = await target.ConnectAsync(client, overdue.Token).ConfigureAwait(false);
            Keep(connection);
            client.Schema.OnConnected(connection.Welcome, connection.Plan);
            return connection;
        }
        catch (CellException)
        {
            client.Schema.OnFailed();
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new CellException(
                CellStatus.Unavailable, $"{client.Contract.Name}: no connection within {options.Limits.ConnectTimeout.TotalSeconds:0.#} s (connect_timeout)", e)
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }
        finally
        {
            lock (_gate)
            {
                _connecting = null;
            }
        }
    }

    private void Keep(ClientConnection connection)
    {
        bool isDisposed;
        lock (_gate)
        {
            isDisposed = _isDisposed;
            _connections.Add(connection);
            Volatile.Write(ref _current, connection);
        }

        connection.Completion.ContinueWith(
            _ => Forget(connection), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (isDisposed)
        {
            connection.Abort(new CellException(CellStatus.Cancelled, "the channel was disposed"));
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
