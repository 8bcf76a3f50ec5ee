using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Keeps a cell: starts its processes when they are wanted, again when they crash, and puts new builds in the place of old ones.</summary>
/// <remarks>One thing at a time: an order, an end, a caller that knocks each take their turn. A stop breaks off a start that is under way.</remarks>
#pragma warning disable CA1001 // Neither source nor semaphore holds a handle here, and what comes late must not find them disposed.
[SupportedOSPlatform("linux")]
internal sealed class CellKeeper : INucleus
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CellDirectory _directory;
    private readonly BuildHistory _builds;
    private readonly ProcessStarter _starter;
    private readonly Reception _reception;
    private readonly ReplicaSet _replicas;
    private readonly ReplicaLauncher _launcher;
    private readonly CrashRecovery _recovery;
    private readonly NucleusTimings _timings;
    private readonly StateReport _state;
    private readonly Func<Task> _predecessors;
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
        _predecessors = predecessors;
        _timings = timings;
        _log = log;
        _replicas = new ReplicaSet(timings, log);
        _state = new StateReport(directory, builds, _replicas, () => starter.StartedBy, clock);
        _launcher = new ReplicaLauncher(directory, manifest, builds, starter, _replicas, _state, timings, log, _stopping.Token);
        _recovery = new CrashRecovery(_replicas, reception, _state, () => Manifest, timings, clock, log, _stopping.Token);
        _recovery.Due += attempt => _ = RetryAsync(attempt);
        _replicas.Ended += (process, status) => _ = OnEndedAsync(process, status);
        reception.Called += () => _ = ActivateAsync();
    }

    /// <summary>Ends when the cell has been stopped, or has gone away for good.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>When the cell stops, as its manifest said last.</summary>
    public LifeCycleSettings LifeCycle => Manifest.LifeCycle;

    /// <summary>Whether someone has said what to run.</summary>
    public bool HasOrders => _hasOrders;

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
        using IDisposable turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_stopping.IsCancellationRequested)
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
            await BecomeIdleAsync().ConfigureAwait(false);
            return new OperationReport(OperationOutcome.Done, "waits for its first caller");
        }

        try
        {
            await FillAsync(_builds.Current!, order.Timeout).ConfigureAwait(false);
            return new OperationReport(OperationOutcome.Done, "runs", _replicas.First!.Id);
        }
        catch (StartFailure e)
        {
            await _replicas.EndAllAsync("another replica did not start", TimeSpan.Zero).ConfigureAwait(false);
            if (before is null || before.Id == _builds.Current!.Id)
            {
                // Nothing that ran before is left to go back to.
                _log($"ends: the cell {e.Report.Message}");
                End();
            }
            else
            {
                _builds.Take(before);
                await BecomeIdleAsync().ConfigureAwait(false);
            }

            return e.Report;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return BeingStopped;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> RestartAsync(StartOrder order, CancellationToken cancellationToken)
    {
        using IDisposable turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        if (_stopping.IsCancellationRequested)
        {
            return BeingStopped;
        }

        return await TryReplaceAsync(order).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> RollBackAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using IDisposable turn = await EnterAsync(cancellationToken).ConfigureAwait(false);
        return _stopping.IsCancellationRequested ? BeingStopped
            : _builds.Previous is { } previous ? await TryReplaceAsync(new StartOrder(previous, IsIdle: false, timeout, _starter.StartedBy)).ConfigureAwait(false)
            : Refused("there is no earlier build to go back to: none was started before, or what was staged of it has been removed");
    }

    /// <inheritdoc/>
    public async ValueTask<OperationReport> StopAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using IDisposable turn = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_stopped.Task.IsCompleted)
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
        End();
        return new OperationReport(OperationOutcome.Done, "stopped", processId, HasDrained: hasDrained);
    }

    /// <summary>Ends the processes when nothing has been called since <paramref name="calls"/> were counted. The next caller starts them again.</summary>
    public async Task EndIdleAsync(long calls)
    {
        using IDisposable turn = await EnterAsync(_stopping.Token).ConfigureAwait(false);
        if (_state.Condition != NucleusCondition.Running)
        {
            return;
        }

        ProcessLoad load = await _replicas.StopAcceptingAsync().ConfigureAwait(false);
        if (load.Calls != calls || load.Inflight > 0)
        {
            await _replicas.AcceptAsync().ConfigureAwait(false);
            return;
        }

        bool isUnused = load.Connections == 0;
        _log(isUnused && Manifest.LifeCycle.RetireWhenUnused ? "goes away: idle, and no consumer is left (retire_when_unused)" : "idle (idle_timeout)");
        _replicas.LetGo("the cell was idle", Manifest.LifeCycle.DrainTimeout, null);
        if (isUnused && Manifest.LifeCycle.RetireWhenUnused)
        {
            await _reception.CloseAsync().ConfigureAwait(false);
            await _replicas.EndAllAsync("the cell is unused", Manifest.LifeCycle.DrainTimeout).ConfigureAwait(false);
            End();
            return;
        }

        await BecomeIdleAsync().ConfigureAwait(false);
    }

    private CellManifest Manifest => _launcher.Manifest;

    private static OperationReport BeingStopped => new(OperationOutcome.Stopping, "the cell is being stopped");

    private static OperationReport Refused(string message) => new(OperationOutcome.Refused, message);

    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_turn);
    }

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

    /// <summary>A caller knocks: starts what it waits for.</summary>
    private async Task ActivateAsync()
    {
        using IDisposable turn = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_stopping.IsCancellationRequested || _state.Condition != NucleusCondition.Idle || _builds.Current is not { } build)
        {
            return;
        }

        _log("a caller waits");
        await TryFillAsync(build).ConfigureAwait(false);
    }

    private async Task OnEndedAsync(CellProcess process, ExitStatus status)
    {
        using IDisposable turn = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        bool wasServing = _replicas.Remove(process);
        if (_stopped.Task.IsCompleted)
        {
            // Whoever holds the directory cleans it now.
            return;
        }

        if (_stopping.IsCancellationRequested || !wasServing)
        {
            _state.Write(Manifest);
            Clean();
            return;
        }

        if (!await _recovery.TryRecoverAsync(process, status).ConfigureAwait(false))
        {
            await BecomeIdleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The wait after a crash is over: starts what is missing.</summary>
    private async Task RetryAsync(int attempt)
    {
        using IDisposable turn = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (!_stopping.IsCancellationRequested && _recovery.IsDue(attempt) && _builds.Current is { } build)
        {
            await TryFillAsync(build).ConfigureAwait(false);
        }
    }

    private async Task TryFillAsync(BuildReference build)
    {
        try
        {
            await FillAsync(build, _timings.StartTimeout).ConfigureAwait(false);
        }
        catch (StartFailure e)
        {
            await _recovery.OnNotStartedAsync(e).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Starts the replicas that do not run.</summary>
    /// <exception cref="StartFailure">One of them did not become ready; the others serve.</exception>
    private async Task FillAsync(BuildReference build, TimeSpan timeout)
    {
        if (_replicas.First is null)
        {
            NucleusCondition condition = _recovery.StartCondition;
            _state.Write(Manifest, condition);
            if (condition != NucleusCondition.Failing)
            {
                await _reception.RestAsync().ConfigureAwait(false);
            }
        }

        await _predecessors().ConfigureAwait(false);
        try
        {
            await _launcher.FillAsync(build, timeout).ConfigureAwait(false);
        }
        finally
        {
            if (_replicas.First is not null)
            {
                await _reception.RestAsync().ConfigureAwait(false);
                _state.Write(Manifest, NucleusCondition.Running);
            }
        }

        Clean();
    }

    private async Task<OperationReport> TryReplaceAsync(StartOrder order)
    {
        try
        {
            return await ReplaceAsync(order).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
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
                await FillAsync(target, order.Timeout).ConfigureAwait(false);
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
        try
        {
            await _launcher.ReplaceAllAsync(target, _builds.Current!, order.Timeout).ConfigureAwait(false);
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
        return new OperationReport(OperationOutcome.Done, "restarted", _replicas.First!.Id);
    }

    private ValueTask BecomeIdleAsync()
    {
        _state.Learn();
        _state.Write(Manifest, NucleusCondition.Idle);
        return _reception.WatchAsync();
    }

    private void Clean()
    {
        if (Manifest.LifeCycle.AutoCleanup)
        {
            _builds.Prune([.. _replicas.All.Select(static process => process.Build.Id)]);
        }
    }

    private void End() => _stopped.TrySetResult();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
