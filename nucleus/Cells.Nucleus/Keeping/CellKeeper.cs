using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Keeps a cell as it is ordered to: starts, replaces and stops its processes. What happens without an order is <see cref="CellActivation"/>'s.</summary>
/// <remarks>An order stands, also when whoever gave it no longer waits for its end.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class CellKeeper : INucleus
{
    private readonly KeeperTurns _turns = new();
    private readonly CellDirectory _directory;
    private readonly BuildHistory _builds;
    private readonly ProcessStarter _starter;
    private readonly Reception _reception;
    private readonly ReplicaSet _replicas;
    private readonly ReplicaLauncher _launcher;
    private readonly CrashRecovery _recovery;
    private readonly StateReport _state;
    private readonly Action<string> _log;
    private volatile bool _hasOrders;

    /// <summary>Keeps the cell in <paramref name="directory"/>, of which nothing runs yet.</summary>
    /// <param name="directory">The cell's directory, whose lock this process holds.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="builds">The builds that ran before.</param>
    /// <param name="starter">Starts processes.</param>
    /// <param name="reception">Sees to callers while no process does.</param>
    /// <param name="predecessors">Waits until no process of an earlier nucleus is left.</param>
    /// <param name="timings">How long is waited for what.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Takes a line for each thing that happens.</param>
    public CellKeeper(
        CellDirectory directory, CellManifest manifest, BuildHistory builds, ProcessStarter starter, Reception reception, Func<Task> predecessors, NucleusTimings timings,
        TimeProvider clock, Action<string> log)
    {
        _directory = directory;
        _builds = builds;
        _starter = starter;
        _reception = reception;
        _log = log;
        _replicas = new ReplicaSet(timings, log);
        _state = new StateReport(directory, builds, _replicas, () => starter.StartedBy, clock);
        _launcher = new ReplicaLauncher(directory, manifest, builds, starter, _replicas, _state, timings, log, _turns.Stopping);
        _recovery = new CrashRecovery(_replicas, reception, _state, () => Manifest, timings, clock, log, _turns.Stopping);
        Activation = new CellActivation(_turns, builds, _replicas, _launcher, _recovery, reception, _state, predecessors, timings, log);
    }

    /// <summary>Ends when the cell has been stopped, or has gone away for good.</summary>
    public Task Stopped => _turns.Stopped;

    /// <summary>When the cell stops, as its manifest said last.</summary>
    public LifeCycleSettings LifeCycle => Manifest.LifeCycle;

    /// <summary>Whether someone has said what to run.</summary>
    public bool HasOrders => _hasOrders;

    /// <summary>Sees to what happens without an order.</summary>
    public CellActivation Activation { get; }

    /// <summary>What the processes are.</summary>
    public ReplicaSet Replicas => _replicas;

    /// <summary>How the cell is described to those who ask.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: that is not known before it has run.</exception>
    public (CellContract Contract, string Version)? Describe() => _state.Describe();

    /// <summary>Writes down that the nucleus is there.</summary>
    public void Announce() => _state.Write(Manifest, NucleusCondition.Starting);

    /// <inheritdoc/>
    public ValueTask AttachAsync(ProcessFacts facts, IProcessControl process, CancellationToken cancellationToken)
        => _starter.Find(facts.Token) is { } started
            ? started.AttachAsync(facts, process, cancellationToken)
            : throw new CellException(CellStatus.PermissionDenied, "no process is expected with that token");

    /// <inheritdoc/>
    public NucleusStatus Status()
        => new(
            _state.Condition,
            Environment.ProcessId,
            _builds.Current?.Id,
            _builds.Previous?.Id,
            [.. _replicas.All.Select(static process => new ProcessStatus(process.Id, process.Replica, process.Build.Id, process.IsEnding, process.StartTime))],
            _recovery.Crashes,
            _state.Failure);

    /// <inheritdoc/>
    public async ValueTask<OperationReport> StartAsync(StartOrder order, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_turns.IsStopping)
        {
            return BeingStopped;
        }

        if (_replicas.First is { } running)
        {
            return new OperationReport(OperationOutcome.Unchanged, "runs already", running.Id);
        }

        BuildReference? before = _builds.Current;
        if (Take(order) is { } refusal)
        {
            return refusal;
        }

        if (order.IsIdle)
        {
            await Activation.BecomeIdleAsync().ConfigureAwait(false);
            return new OperationReport(OperationOutcome.Done, "waits for its first caller");
        }

        try
        {
            await Activation.FillAsync(_builds.Current!, order.Timeout).ConfigureAwait(false);
            return new OperationReport(OperationOutcome.Done, "runs", _replicas.First!.Id);
        }
        catch (StartFailure e)
        {
            await _replicas.EndAllAsync("another replica did not start", TimeSpan.Zero).ConfigureAwait(false);
            if (before is null || before.Id == _builds.Current!.Id)
            {
                // Nothing that ran before is left to go back to.
                _log($"ends: the cell {e.Report.Message}");
                _turns.End();
            }
            else
            {
                _builds.Take(before);
                await Activation.BecomeIdleAsync().ConfigureAwait(false);
            }

            return e.Report;
        }
        catch (OperationCanceledException) when (_turns.IsStopping)
        {
            return BeingStopped;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> RestartAsync(StartOrder order, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_turns.IsStopping)
        {
            return BeingStopped;
        }

        return await TryReplaceAsync(order).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> RollBackAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        return _turns.IsStopping ? BeingStopped
            : _builds.Previous is { } previous ? await TryReplaceAsync(new StartOrder(previous, IsIdle: false, timeout, _starter.StartedBy)).ConfigureAwait(false)
            : Refused("there is no earlier build to go back to: none was started before, or what was staged of it has been removed");
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _turns.BeginStopAsync().ConfigureAwait(false);
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_turns.Stopped.IsCompleted)
        {
            return new OperationReport(OperationOutcome.Unchanged, "was being stopped already");
        }

        _log("stops");
        _state.Write(Manifest, NucleusCondition.Stopping);
        int processId = _replicas.First?.Id ?? 0;
        await _reception.CloseAsync().ConfigureAwait(false);
        // The next start takes what is built by then.
        string? successor = BoundedFile.ReadText(_directory.ExportPath, SchemaDocument.MaxLength);
        bool hasDrained = await _replicas.EndAllAsync("the cell stops", timeout, successor).ConfigureAwait(false);
        _turns.End();
        return new OperationReport(OperationOutcome.Done, "stopped", processId, HasDrained: hasDrained);
    }

    private CellManifest Manifest => _launcher.Manifest;

    private static OperationReport BeingStopped => new(OperationOutcome.Stopping, "the cell is being stopped");

    private static OperationReport Refused(string message) => new(OperationOutcome.Refused, message);

    private OperationReport? Take(StartOrder order)
    {
        if ((order.Build ?? _builds.Current) is not { } build)
        {
            return Refused("no build of it has been started yet: give one");
        }

        _starter.StartedBy = order.StartedBy;
        _builds.Take(build);
        _recovery.Forget();
        _recovery.Withdraw();
        _hasOrders = true;
        return null;
    }

    private async Task<OperationReport> TryReplaceAsync(StartOrder order)
    {
        try
        {
            return await ReplaceAsync(order).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_turns.IsStopping)
        {
            return BeingStopped;
        }
    }

    /// <summary>Puts a build in the place of what runs, one replica after the other; the first that fails ends it, and what was replaced comes back.</summary>
    private async Task<OperationReport> ReplaceAsync(StartOrder order)
    {
        if ((order.Build ?? _builds.Current) is not { } target)
        {
            return Refused("no build of it has been started yet: give one");
        }

        if (_replicas.First is null)
        {
            Take(order);
            try
            {
                await Activation.FillAsync(target, order.Timeout).ConfigureAwait(false);
                return new OperationReport(OperationOutcome.Done, "runs", _replicas.First!.Id);
            }
            catch (StartFailure e)
            {
                await _recovery.RetryLaterAsync($"a process {e.Report.Message}", TimeSpan.Zero).ConfigureAwait(false);
                return e.Report;
            }
        }

        _starter.StartedBy = order.StartedBy;
        _recovery.Withdraw();
        ClientMisfit[] misfits;
        try
        {
            misfits = await _launcher.ReplaceAllAsync(target, _builds.Current!, order.Timeout).ConfigureAwait(false);
        }
        catch (StartFailure e)
        {
            if (_replicas.First is null)
            {
                await _recovery.RetryLaterAsync($"no process of an earlier build came up again after one of build {target.Id} {e.Report.Message}", TimeSpan.Zero).ConfigureAwait(false);
            }

            _state.Write(Manifest);
            return e.Report;
        }

        _builds.Take(target);
        _recovery.Forget();
        _state.Failure = null;
        await _launcher.LearnAsync(_replicas.First!).ConfigureAwait(false);
        _state.Write(Manifest, NucleusCondition.Running);
        _log($"runs build {target.Id}");
        return new OperationReport(OperationOutcome.Done, "restarted", _replicas.First!.Id) { Misfits = misfits, DrainTimeout = Manifest.LifeCycle.DrainTimeout };
    }
}
