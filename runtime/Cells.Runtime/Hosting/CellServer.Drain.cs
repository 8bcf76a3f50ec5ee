using Cells.Connections;

namespace Cells.Hosting;

/// <content>The end.</content>
internal sealed partial class CellServer
{
    /// <summary>The time that cancelled handlers and last answers get.</summary>
    private static readonly TimeSpan LastMoments = TimeSpan.FromSeconds(2);

    /// <summary>The time for handshakes that are under way: who was accepted is served, or told.</summary>
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(1);

    private bool _isDraining;

    /// <summary>Tells the clients that take signals that a process with another schema comes in this one's place.</summary>
    public void AnnounceSchema(string fingerprint, string version) => Announce(fingerprint, version, Snapshot(), [], TimeSpan.Zero);

    /// <summary>Takes no more calls, waits for those that run, then cancels what is left and closes every connection.</summary>
    /// <param name="timeout">How long calls in flight may take before they are cancelled.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="successor">What comes in the server's place, for clients to be told of; null where that is the same, or nothing.</param>
    /// <param name="servesMisfits">Whether clients that the successor does not fit are served on for nearly all of <paramref name="timeout"/>.</param>
    public async Task DrainAsync(TimeSpan timeout, string reason, SuccessorSchema? successor = null, bool servesMisfits = false)
    {
        using CancellationTokenSource overdue = new(timeout, _clock);
        await WaitForGreetingsAsync().ConfigureAwait(false);
        ServerConnection[] connections = BeginDrain();
        ServerLog.Draining(_log, connections.Length, InflightCount);
        if (successor is not null)
        {
            Misfit[] misfits = servesMisfits ? await FindMisfitsAsync(connections, successor, overdue.Token).ConfigureAwait(false) : [];
            TimeSpan time = TimeToServeOn(timeout);
            Announce(successor.Fingerprint, successor.Schema.Version, connections, misfits, time);
            foreach (ServerConnection connection in connections.Except(misfits.Select(static misfit => misfit.Connection)))
            {
                connection.BeginDrain(reason);
            }

            await ServeOnAsync(misfits, time).ConfigureAwait(false);
        }

        if (!await TryDrainAsync(connections, reason, overdue.Token).ConfigureAwait(false))
        {
            ServerLog.DrainedTooLong(_log, InflightCount, timeout);
            Array.ForEach(connections, static connection => connection.CancelCalls());
            _replies.CancelAll();
            using CancellationTokenSource last = new(LastMoments, _clock);
            await TryDrainAsync(connections, reason, last.Token).ConfigureAwait(false);
        }

        foreach (ServerConnection connection in connections)
        {
            connection.Abort(new EndOfStreamException("the cell stopped"));
            await connection.Completion.ConfigureAwait(false);
            Forget(connection);
        }
    }

    /// <summary>Whoever comes after this is told to go at once.</summary>
    /// <returns>The connections that are there.</returns>
    private ServerConnection[] BeginDrain()
    {
        lock (_gate)
        {
            _isDraining = true;
            return [.. _connections];
        }
    }

    private void BeginGreeting()
    {
        lock (_gate)
        {
            _greeting++;
        }
    }

    private void EndGreeting()
    {
        lock (_gate)
        {
            if (--_greeting == 0)
            {
                _greeted?.TrySetResult();
            }
        }
    }

    /// <summary>Waits until nobody is in the middle of a handshake. Nobody new comes: the server accepts no more.</summary>
    private async Task WaitForGreetingsAsync()
    {
        Task greeted;
        lock (_gate)
        {
            if (_greeting == 0)
            {
                return;
            }

            _greeted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            greeted = _greeted.Task;
        }

        await Task.WhenAny(greeted, Task.Delay(GreetingTime, _clock)).ConfigureAwait(false);
    }

    private async Task<bool> TryDrainAsync(ServerConnection[] connections, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(connections.Select(connection => connection.DrainAsync(reason, cancellationToken))).ConfigureAwait(false);
            await _replies.WaitUntilIdleAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
