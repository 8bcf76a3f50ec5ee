namespace Cells.Connections;

/// <summary>Keeps one connection of a channel: made at first use, once for all who wait, and again after it has ended.</summary>
internal sealed class ChannelConnector(ChannelTarget target, ChannelClient client) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ClientConnection> _connections = [];
    private ClientConnection? _current;
    private Task<ClientConnection>? _connecting;
    private bool _isDisposed;

    /// <summary>The connection to use now.</summary>
    /// <exception cref="CellException">It cannot be made; no call was executed.</exception>
    public ValueTask<ClientConnection> GetAsync(CancellationToken cancellationToken)
    {
        ClientConnection? current = Volatile.Read(ref _current);
        return current is { IsOpen: true } ? new ValueTask<ClientConnection>(current) : ConnectAsync(cancellationToken);
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

    private async ValueTask<ClientConnection> ConnectAsync(CancellationToken cancellationToken)
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

        return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
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
        }
    }

    private static Task<ClientConnection> Detach(Func<Task<ClientConnection>> open)
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return Task.Run(open);
    }
}
