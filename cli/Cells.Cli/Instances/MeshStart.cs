using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.History;
using Cells.Cli.Output;

namespace Cells.Cli.Instances;

/// <summary>Starts the cells of a graph, each after those that it depends on, and stops again what it started.</summary>
internal sealed class MeshStart(CellGraph graph, CellBuilder builder, CellStarter starter, Progress progress, Action<string> warn)
{
    /// <summary>How much longer than its drain a cell may take to stop.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<CellNode> _started = [];
    private readonly Dictionary<CellNode, CellStart> _results = [];

    /// <summary>The cell that somebody else runs; null for none.</summary>
    public CellNode? Foreground { get; init; }

    /// <summary>Whether cells that depend on none that failed are started all the same. Else the first failure ends the rest.</summary>
    public bool GoesOn { get; init; }

    /// <summary>What became of each cell so far, in the order of the graph.</summary>
    public IEnumerable<(CellNode Cell, CellStart Start)> Results
    {
        get
        {
            lock (_lock)
            {
                return [.. graph.Nodes.Where(_results.ContainsKey).Select(cell => (cell, _results[cell]))];
            }
        }
    }

    /// <summary>Builds and starts all cells that do not run.</summary>
    /// <exception cref="ToolFailure">One of them failed, and <see cref="GoesOn"/> is false; what was started before runs on until <see cref="StopAsync"/>.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Dictionary<CellNode, Task> starts = [];
        foreach (IReadOnlyList<CellNode> component in CellComponents.Order(graph))
        {
            CellNode[] before = [.. component.SelectMany(cell => cell.Dependencies).Except(component).Distinct()];
            Task start = StartComponentAsync([.. component.Where(cell => cell != Foreground)], before, [.. before.Select(cell => starts[cell]).Distinct()], failed);
            foreach (CellNode cell in component)
            {
                starts[cell] = start;
            }
        }

        try
        {
            await Task.WhenAll(starts.Values);
        }
        catch (Exception) when (FirstFailure(starts.Values) is { } failure)
        {
            // The others ended only because this one did.
            throw failure;
        }
    }

    /// <summary>Stops what was started, consumers before the cells that they call.</summary>
    public async Task StopAsync()
    {
        foreach (CellNode cell in Enumerable.Reverse(_started))
        {
            progress.Report(cell.Name, "stopping");
            try
            {
                (_, bool hasDrained) = await CellStopper.StopAsync(
                    cell.Directory, cell.Manifest.LifeCycle.DrainTimeout + StopGrace, CancellationToken.None);
                progress.Finish(cell.Name, hasDrained ? "stopped" : "did not drain in time and was killed", hasDrained);
            }
            catch (ToolFailure e) when (e.ExitCode == ExitCode.NotFound)
            {
                progress.Finish(cell.Name, "had stopped already", isSuccess: false);
            }
            catch (ToolFailure e)
            {
                progress.Finish(cell.Name, e.Message, isSuccess: false);
            }
        }

        _started.Clear();
    }

    private async Task StartComponentAsync(IReadOnlyList<CellNode> cells, IReadOnlyList<CellNode> dependencies, Task[] before, CancellationTokenSource failed)
    {
        try
        {
            await Task.WhenAll(before);
            if (dependencies.FirstOrDefault(HasFailed) is { } missing)
            {
                Skip(cells, missing);
                return;
            }

            await StartComponentAsync(cells, failed.Token);
        }
        catch (Exception e) when (!GoesOn || e is not ToolFailure)
        {
            await failed.CancelAsync();
            throw;
        }
        catch (ToolFailure)
        {
            // Told of its cell; of the others in the component, those that have not started do not.
            Skip([.. cells.Where(cell => !HasResult(cell))], cells.First(HasFailed));
        }
    }

    private async Task StartComponentAsync(IReadOnlyList<CellNode> cells, CancellationToken cancellationToken)
    {
        // Cells that depend on each other are all built before any starts: none of them can wait for the others to run.
        List<(CellNode Cell, BuiltCell Built)> built = [];
        foreach (CellNode cell in cells)
        {
            CellInstance instance = await CellInstance.ProbeAsync(cell.Directory, ProbeTimeout, cancellationToken);
            if (instance.Condition is CellCondition.Running or CellCondition.Idle)
            {
                End(cell, new CellStart(StartOutcome.WasRunning, instance, null), Describe(instance, "was running"));
            }
            else if (await BuildAsync(cell, cancellationToken) is { } program)
            {
                built.Add((cell, program));
            }
        }

        await Task.WhenAll(built.Select(pair => StartAsync(pair.Cell, pair.Built, cancellationToken)));
    }

    /// <summary>Builds a cell; null for a program that offers no calls, which nobody waits for.</summary>
    private async Task<BuiltCell?> BuildAsync(CellNode cell, CancellationToken cancellationToken)
    {
        progress.Report(cell.Name, builder.Activity);
        try
        {
            BuiltCell program = await builder.BuildAsync(cell, warn, cancellationToken);
            if (!program.IsOfProject || !CellExport.Read(cell).HasNoContract)
            {
                return program;
            }

            End(cell, new CellStart(StartOutcome.Program, null, null), "offers no calls, and is left to `cells run`");
            return null;
        }
        catch (ToolFailure e)
        {
            Fail(cell, e);
            throw;
        }
    }

    private async Task StartAsync(CellNode cell, BuiltCell built, CancellationToken cancellationToken)
    {
        try
        {
            progress.Report(cell.Name, "starting");
            CellInstance instance = await starter.StartAsync(cell, built, isIdle: false, cancellationToken);
            lock (_lock)
            {
                _started.Add(cell);
            }

            End(cell, new CellStart(StartOutcome.Started, instance, null), Describe(instance, "running"));
        }
        catch (ToolFailure e)
        {
            Fail(cell, e);
            throw;
        }
    }

    private void Fail(CellNode cell, ToolFailure failure) => End(cell, new CellStart(StartOutcome.Failed, null, failure), "failed", isSuccess: false);

    private void Skip(IEnumerable<CellNode> cells, CellNode missing)
    {
        foreach (CellNode cell in cells)
        {
            ToolFailure reason = new(ExitCode.No, $"{cell.Name} is not started: it depends on {missing.Name}, which did not start.");
            End(cell, new CellStart(StartOutcome.Skipped, null, reason), $"not started, since {missing.Name} did not start", isSuccess: false);
        }
    }

    private void End(CellNode cell, CellStart result, string outcome, bool isSuccess = true)
    {
        lock (_lock)
        {
            _results[cell] = result;
        }

        progress.Finish(cell.Name, outcome, isSuccess);
    }

    private bool HasResult(CellNode cell)
    {
        lock (_lock)
        {
            return _results.ContainsKey(cell);
        }
    }

    private bool HasFailed(CellNode cell)
    {
        lock (_lock)
        {
            return _results.TryGetValue(cell, out CellStart? start) && start.Outcome is StartOutcome.Failed or StartOutcome.Skipped;
        }
    }

    private static string Describe(CellInstance instance, string condition)
        => $"{condition}, version {instance.Answer?.Version}" + (instance.State is { } state ? $", pid {state.ProcessId}" : "");

    private static Exception? FirstFailure(IEnumerable<Task> tasks)
        => tasks.SelectMany(task => task.Exception?.InnerExceptions ?? Enumerable.Empty<Exception>()).FirstOrDefault(e => e is not OperationCanceledException);
}
