using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.Instances;

/// <summary>Starts what a cell depends on, in the order of the dependencies, and stops again what it started.</summary>
internal sealed class MeshStart(CellGraph graph, CellBuilder builder, CellStarter starter, Progress progress, Action<string> warn)
{
    /// <summary>How much longer than its drain a cell may take to stop.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<CellNode> _started = [];

    /// <summary>Builds and starts all cells but the root that do not run.</summary>
    /// <exception cref="ToolFailure">One of them failed; what was started before runs on until <see cref="StopAsync"/>.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Dictionary<CellNode, Task> starts = [];
        foreach (IReadOnlyList<CellNode> component in CellComponents.Order(graph))
        {
            Task[] before = [.. component.SelectMany(cell => cell.Dependencies).Except(component).Select(cell => starts[cell]).Distinct()];
            Task start = StartComponentAsync([.. component.Where(cell => cell != graph.Root)], before, failed);
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

    private async Task StartComponentAsync(IReadOnlyList<CellNode> cells, Task[] before, CancellationTokenSource failed)
    {
        try
        {
            await Task.WhenAll(before);

            // Cells that depend on each other are all built before any starts: none of them can wait for the others to run.
            List<(CellNode Cell, BuiltCell Built)> built = [];
            foreach (CellNode cell in cells)
            {
                CellInstance instance = await CellInstance.ProbeAsync(cell.Directory, ProbeTimeout, failed.Token);
                if (instance.Condition == CellCondition.Running)
                {
                    progress.Finish(cell.Name, Describe(instance, "was running"));
                    continue;
                }

                progress.Report(cell.Name, builder.Activity);
                built.Add((cell, await builder.BuildAsync(cell, warn, failed.Token)));
            }

            await Task.WhenAll(built.Select(pair => StartAsync(pair.Cell, pair.Built, failed)));
        }
        catch (Exception)
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private async Task StartAsync(CellNode cell, BuiltCell built, CancellationTokenSource failed)
    {
        try
        {
            progress.Report(cell.Name, "starting");
            CellInstance instance = await starter.StartAsync(cell, built, failed.Token);
            lock (_lock)
            {
                _started.Add(cell);
            }

            progress.Finish(cell.Name, Describe(instance, "running"));
        }
        catch (ToolFailure)
        {
            progress.Finish(cell.Name, "failed", isSuccess: false);
            await failed.CancelAsync();
            throw;
        }
    }

    private static string Describe(CellInstance instance, string condition)
        => $"{condition}, version {instance.Answer?.Version}" + (instance.State is { } state ? $", pid {state.ProcessId}" : "");

    private static Exception? FirstFailure(IEnumerable<Task> tasks)
        => tasks.SelectMany(task => task.Exception?.InnerExceptions ?? Enumerable.Empty<Exception>()).FirstOrDefault(e => e is not OperationCanceledException);
}
