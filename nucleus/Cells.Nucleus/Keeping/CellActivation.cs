using System.Runtime.Versioning;
using Cells.Control;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>What happens to a cell without an order: processes start when a caller waits and again when they have crashed, and end when nobody calls.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CellActivation
{
    private readonly KeeperTurns _turns;
    private readonly BuildHistory _builds;
    private readonly ReplicaSet _replicas;
    private readonly ReplicaLauncher _launcher;
    private readonly CrashRecovery _recovery;
    private readonly Reception _reception;
    private readonly StateReport _state;
    private readonly NucleusTimings _timings;
    private readonly Func<Task> _predecessors;
    private readonly Action<string> _log;

    /// <summary>Sees to a cell of which nothing runs yet.</summary>
    /// <param name="turns">Whose turn it is.</param>
    /// <param name="builds">The builds that ran before.</param>
    /// <param name="replicas">The processes.</param>
    /// <param name="launcher">Starts processes.</param>
    /// <param name="recovery">Sees to crashes.</param>
    /// <param name="reception">Sees to callers while no process does.</param>
    /// <param name="state">Writes down how the cell is.</param>
    /// <param name="predecessors">Waits until no process of an earlier nucleus is left.</param>
    /// <param name="timings">How long is waited for what.</param>
    /// <param name="log">Takes a line for each thing that happens.</param>
    public CellActivation(
        KeeperTurns turns, BuildHistory builds, ReplicaSet replicas, ReplicaLauncher launcher, CrashRecovery recovery, Reception reception, StateReport state,
        Func<Task> predecessors, NucleusTimings timings, Action<string> log)
    {
        _turns = turns;
        _builds = builds;
        _replicas = replicas;
        _launcher = launcher;
        _recovery = recovery;
        _reception = reception;
        _state = state;
        _predecessors = predecessors;
        _timings = timings;
        _log = log;
        _recovery.Due += attempt => _ = RetryAsync(attempt);
        _replicas.Ended += (process, status) => _ = OnEndedAsync(process, status);
        _reception.Called += () => _ = ActivateAsync();
    }

    private CellManifest Manifest => _launcher.Manifest;

    /// <summary>Ends the processes when nothing has been called since <paramref name="calls"/> were counted. The next caller starts them again.</summary>
    public async Task EndIdleAsync(long calls)
    {
        using IDisposable turn = await _turns.EnterAsync(_turns.Stopping).ConfigureAwait(false);
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
        _replicas.LetGo("the cell was idle", Manifest.LifeCycle.DrainTimeout);
        if (isUnused && Manifest.LifeCycle.RetireWhenUnused)
        {
            await _reception.CloseAsync().ConfigureAwait(false);
            await _replicas.EndAllAsync("the cell is unused", Manifest.LifeCycle.DrainTimeout).ConfigureAwait(false);
            _turns.End();
            return;
        }

        await BecomeIdleAsync().ConfigureAwait(false);
    }

    /// <summary>Nothing runs until a caller comes. Whoever calls this has the turn.</summary>
    public ValueTask BecomeIdleAsync()
    {
        _state.Learn();
        _state.Write(Manifest, NucleusCondition.Idle);
        return _reception.WatchAsync();
    }

    /// <summary>Starts the replicas that do not run. Whoever calls this has the turn.</summary>
    /// <exception cref="StartFailure">One of them did not become ready; the others serve.</exception>
    public async Task FillAsync(BuildReference build, TimeSpan timeout)
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

    /// <summary>A caller knocks: starts what it waits for.</summary>
    private async Task ActivateAsync()
    {
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (_turns.IsStopping || _state.Condition != NucleusCondition.Idle || _builds.Current is not { } build)
        {
            return;
        }

        _log("a caller waits");
        await TryFillAsync(build).ConfigureAwait(false);
    }

    private async Task OnEndedAsync(CellProcess process, ExitStatus status)
    {
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        bool wasServing = _replicas.Remove(process);
        if (_turns.Stopped.IsCompleted)
        {
            // Whoever holds the directory cleans it now.
            return;
        }

        if (_turns.IsStopping || !wasServing)
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
        using IDisposable turn = await _turns.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (!_turns.IsStopping && _recovery.IsDue(attempt) && _builds.Current is { } build)
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
        catch (OperationCanceledException) when (_turns.IsStopping)
        {
            return;
        }
    }

    /// <summary>Removes the builds that nobody needs.</summary>
    private void Clean()
    {
        if (Manifest.LifeCycle.AutoCleanup)
        {
            _builds.Prune([.. _replicas.All.Select(static process => process.Build.Id)]);
        }
    }
}
