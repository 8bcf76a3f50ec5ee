using Cells.Cli.Instances;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Top;

/// <summary>Asks the processes of one cell what they do: each at its own socket, where a nucleus keeps several.</summary>
/// <param name="directory">The cell's directory.</param>
internal sealed class LoadSource(CellDirectory directory) : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>By the path of the socket.</summary>
    private readonly Dictionary<string, CellSystemClient> _clients = [];

    /// <summary>The cell's directory.</summary>
    public CellDirectory Directory { get; } = directory;

    /// <summary>Looks at the processes that there are now.</summary>
    public async Task<CellReading> ReadAsync(CancellationToken cancellationToken)
    {
        CellState? state = CellState.IsRunning(Directory) ? CellState.Read(Directory) : null;
        CellCondition condition = !CellState.IsRunning(Directory) ? CellCondition.Stopped : CellInstance.ConditionOf(state);
        if (condition is CellCondition.Stopped or CellCondition.Idle)
        {
            // A connection would start a cell that is idle.
            await DisposeAsync();
            return new CellReading(condition, []);
        }

        KeptProcessState[] processes = state is { Processes.Count: > 0 } ? [.. state.Processes] : [ByHand(state)];
        ProcessReading[] readings = await Task.WhenAll(processes.Where(static process => !process.IsDraining).Select(process => ReadAsync(process, cancellationToken)));
        return new CellReading(
            condition == CellCondition.Running && readings.All(static reading => reading.Load is null) ? CellCondition.Silent : condition,
            [
                .. readings.DistinctBy(static reading => reading.ProcessId).OrderBy(static reading => reading.Replica),
                .. processes.Where(static process => process.IsDraining).Select(static process => new ProcessReading(process.ProcessId, process.Replica, null, null)),
            ]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (CellSystemClient client in _clients.Values)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    /// <summary>A process that no nucleus keeps.</summary>
    private static KeptProcessState ByHand(CellState? state) => new(0, state?.ProcessId ?? 0, 0, 0, "", false, state?.StartTime ?? default);

    private async Task<ProcessReading> ReadAsync(KeptProcessState process, CancellationToken cancellationToken)
    {
        // One that shares the work with others has a socket of its own; the one that all share would lead to any of them.
        string own = Directory.ReplicaSocketPath(process.Replica);
        string path = File.Exists(own) ? own : Directory.SocketPath;
        CellSystemClient client;
        lock (_clients)
        {
            if (!_clients.TryGetValue(path, out client!))
            {
                client = CellSystemClient.ForSocket(path, new CellChannelOptions { IsTool = true });
                _clients.Add(path, client);
            }
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        string problem;
        try
        {
            CellLoad load = await client.LoadAsync(patience.Token);
            return new ProcessReading(load.ProcessId, process.Replica, load, null);
        }
        catch (CellException e) when (e.Status == CellStatus.Unimplemented)
        {
            problem = "was built with a version of Cells that does not count its calls: rebuild and restart it";
        }
        catch (CellException e)
        {
            problem = $"does not answer: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = "does not answer";
        }

        return new ProcessReading(process.ProcessId, process.Replica, null, problem);
    }
}

/// <summary>What a cell's processes do.</summary>
/// <param name="Condition">Whether it runs.</param>
/// <param name="Processes">Its processes: those that serve by replica, then those that only end their calls.</param>
internal sealed record CellReading(CellCondition Condition, IReadOnlyList<ProcessReading> Processes);

/// <summary>What a process of a cell does.</summary>
/// <param name="ProcessId">The process; 0 where nothing is known of it.</param>
/// <param name="Replica">The replica that it is, from 0.</param>
/// <param name="Load">What it said; null where it did not, or is not asked because it only ends its calls.</param>
/// <param name="Problem">Why it did not; null for nothing wrong.</param>
internal sealed record ProcessReading(int ProcessId, int Replica, CellLoad? Load, string? Problem);
