using Cells.Connections;
using Cells.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Control;

/// <summary>A process of a cell that a nucleus keeps: accepts, and ends, when that says so.</summary>
/// <param name="hold">The directory, and the link to the nucleus.</param>
/// <param name="contract">What is served.</param>
/// <param name="server">Serves it.</param>
/// <param name="log">The log.</param>
internal sealed class KeptProcess(CellHold hold, CellContract contract, CellServer server, ILogger log) : IProcessControl, IAsyncDisposable
{
    private readonly TaskCompletionSource<DrainOrder> _ordered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NucleusLink _nucleus = hold.Nucleus!;
    private CancellationTokenSource? _accepting;
    private ReplicaSocket? _own;
    private Task _accepted = Task.CompletedTask;

    /// <summary>Ends when the process has to: the nucleus says so, or is gone.</summary>
    public Task<DrainOrder> Ordered => _ordered.Task;

    /// <summary>Tells the nucleus that the process is ready.</summary>
    public void Start() => _ = StayAttachedAsync();

    /// <inheritdoc/>
    public async ValueTask AcceptAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_accepting is null)
        {
            _accepting = new CancellationTokenSource();
            _own = ListenAlone();
            Task shared = server.AcceptAsync(_nucleus.Listener, _accepting.Token);
            _accepted = _own is null ? shared : Task.WhenAll(shared, server.AcceptAsync(_own.Socket, _accepting.Token));
        }

        _turn.Release();
    }

    /// <inheritdoc/>
    public async ValueTask<ProcessLoad> StopAcceptingAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_accepting is { } accepting)
        {
            _accepting = null;
            await accepting.CancelAsync().ConfigureAwait(false);
            await _accepted.ConfigureAwait(false);
            accepting.Dispose();
            _own?.Dispose();
            _own = null;
        }

        _turn.Release();
        return server.Load;
    }

    /// <inheritdoc/>
    public ValueTask DrainAsync(DrainOrder order, CancellationToken cancellationToken)
    {
        if (!_ordered.TrySetResult(order) && !order.ServesMisfits)
        {
            // It drains already; now everything ends.
            server.EndServingOn();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<ClientMisfit[]> FindMisfitsAsync(string successor, CancellationToken cancellationToken)
        => SuccessorSchema.Read(successor, contract) is { } next ? await server.FindMisfitsAsync(next, cancellationToken).ConfigureAwait(false) : [];

    /// <inheritdoc/>
    public ValueTask<ProcessLoad> ProbeAsync(CancellationToken cancellationToken) => new(server.Load);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _nucleus.DisposeAsync();

    /// <summary>Listens for the clients that choose this replica among several.</summary>
    private ReplicaSocket? ListenAlone()
    {
        if (_nucleus.Replica.Count == 1)
        {
            return null;
        }

        try
        {
            return ReplicaSocket.Bind(hold.Directory.ReplicaSocketPath(_nucleus.Replica.Number));
        }
        catch (CellException e)
        {
            // The socket that all share is there.
            ServerLog.ReplicaNotListening(log, _nucleus.Replica.Number, e.Message);
            return null;
        }
    }

    private async Task StayAttachedAsync()
    {
        string end = await _nucleus.AttachAsync(contract, hold.Manifest.Version.ToString(), this).ConfigureAwait(false);
        _ordered.TrySetResult(new DrainOrder(end, hold.Manifest.LifeCycle.DrainTimeout, Successor: null));
    }
}
