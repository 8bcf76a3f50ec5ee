using System.Diagnostics;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Instances;

/// <summary>Stops the cells of a graph, each after those that call it.</summary>
/// <param name="graph">The cells that were named, and what they depend on.</param>
/// <param name="timeout">How long a cell may take before it is killed.</param>
/// <param name="progress">Is told of each.</param>
internal sealed class MeshStop(CellGraph graph, TimeSpan timeout, Progress progress)
{
    private static readonly TimeSpan QuestionTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A cell sees the end of a connection a moment after its client's process is gone.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Stops them.</summary>
    /// <returns>What became of each, by path.</returns>
    public async Task<IReadOnlyList<CellStop>> StopAsync(CancellationToken cancellationToken)
    {
        Dictionary<CellNode, Task<CellStop[]>> stops = [];
        foreach (IReadOnlyList<CellNode> component in CellComponents.Order(graph).Reverse())
        {
            Task[] callers = [.. stops.Where(stop => stop.Key.Dependencies.Intersect(component).Any()).Select(static stop => stop.Value).Distinct()];
            Task<CellStop[]> stopping = StopComponentAsync(component, callers, cancellationToken);
            foreach (CellNode cell in component)
            {
                stops[cell] = stopping;
            }
        }

        CellStop[][] all = await Task.WhenAll(stops.Values.Distinct());
        return [.. all.SelectMany(static stop => stop).OrderBy(static stop => stop.Cell.Directory.Path, StringComparer.Ordinal)];
    }

    private async Task<CellStop[]> StopComponentAsync(IReadOnlyList<CellNode> cells, Task[] callers, CancellationToken cancellationToken)
    {
        await Task.WhenAll(callers);
        return await Task.WhenAll(cells.Select(cell => StopAsync(cell, cancellationToken)));
    }

    private async Task<CellStop> StopAsync(CellNode cell, CancellationToken cancellationToken)
    {
        if (!CellState.IsRunning(cell.Directory))
        {
            return new CellStop(cell, StopOutcome.NotRunning);
        }

        if (!graph.Roots.Contains(cell) && await CountClientsAsync(cell, cancellationToken) is > 0 and var clients)
        {
            progress.Finish(cell.Name, $"left running: {(clients == 1 ? "another is" : $"{clients} others are")} connected");
            return new CellStop(cell, StopOutcome.InUse);
        }

        progress.Report(cell.Name, "stopping");
        try
        {
            (int processId, bool hasDrained) = await CellStopper.StopAsync(cell.Directory, timeout, cancellationToken);
            progress.Finish(cell.Name, hasDrained ? "stopped" : "did not drain in time and was killed", hasDrained);
            return new CellStop(cell, hasDrained ? StopOutcome.Stopped : StopOutcome.Killed, processId);
        }
        catch (ToolFailure e) when (e.ExitCode == ExitCode.NotFound)
        {
            return new CellStop(cell, StopOutcome.NotRunning);
        }
        catch (ToolFailure e)
        {
            progress.Finish(cell.Name, e.Message, isSuccess: false);
            return new CellStop(cell, StopOutcome.Failed, Failure: e);
        }
    }

    /// <summary>How many clients a cell has that was not named; none where it does not say.</summary>
    private static async Task<int> CountClientsAsync(CellNode cell, CancellationToken cancellationToken)
    {
        if (CellState.Read(cell.Directory) is { IsIdle: true })
        {
            return 0;
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(QuestionTimeout);
        await using CellSystemClient client = CellSystemClient.ForSocket(cell.Directory.SocketPath, new Connections.CellChannelOptions { IsTool = true });
        try
        {
            long start = Stopwatch.GetTimestamp();
            int connections;
            while ((connections = (await client.LoadAsync(patience.Token)).Connections) > 0 && Stopwatch.GetElapsedTime(start) < FarewellTime)
            {
                await Task.Delay(LookInterval, patience.Token);
            }

            return connections;
        }
        catch (Exception e) when (e is CellException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return 0;
        }
    }
}

/// <summary>What became of a cell that was to be stopped.</summary>
internal enum StopOutcome
{
    /// <summary>It ended its calls and went.</summary>
    Stopped,

    /// <summary>It did not end in time.</summary>
    Killed,

    /// <summary>It did not run.</summary>
    NotRunning,

    /// <summary>It was not named, and others than those that were stopped use it.</summary>
    InUse,

    /// <summary>It runs on.</summary>
    Failed,
}

/// <summary>What became of a cell that was to be stopped.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Outcome">In a word.</param>
/// <param name="ProcessId">The process that is gone; null for none.</param>
/// <param name="Failure">Why it runs on; null when nothing is wrong.</param>
internal sealed record CellStop(CellNode Cell, StopOutcome Outcome, int? ProcessId = null, ToolFailure? Failure = null);
