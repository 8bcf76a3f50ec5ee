using System.Runtime.Versioning;
using Cells.Control;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Asks the processes from time to time what they have to do: ends those that do not answer any more, and notices when nobody calls.</summary>
/// <remarks>Who is not called is asked ever more rarely, and while no process runs there is not even a timer: a nucleus that waits takes no processor time.</remarks>
/// <param name="keeper">Keeps the cell.</param>
/// <param name="settings">When the cell is to stop.</param>
/// <param name="timings">How long is waited for what.</param>
/// <param name="clock">The clock.</param>
/// <param name="settled">Called when processes have come or gone, and then nothing more has happened for a moment.</param>
/// <param name="log">Takes a line for each thing that happens.</param>
[SupportedOSPlatform("linux")]
internal sealed class LoadWatch(CellKeeper keeper, Func<LifeCycleSettings> settings, NucleusTimings timings, TimeProvider clock, Action settled, Action<string> log)
{
    private readonly ProbeSchedule _schedule = new(timings);
    private long _calls = -1;
    private long _quietSince;

    /// <summary>Watches until <paramref name="cancellationToken"/> is cancelled. Never fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        bool isSettled = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            Task changed = keeper.Replicas.Changed;
            CellProcess[] processes = keeper.Replicas.Serving;
            TimeSpan wait = isSettled && processes.Length == 0 ? Timeout.InfiniteTimeSpan : Rest(asked);
            await changed.WaitAsync(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            asked = clock.GetTimestamp();
            if (changed.IsCompleted)
            {
                isSettled = false;
                _calls = -1;
                _schedule.Begin();
                continue;
            }

            if (processes.Length > 0)
            {
                await LookAsync(processes, cancellationToken).ConfigureAwait(false);
            }

            if (!isSettled)
            {
                isSettled = true;
                settled();
            }
        }
    }

    /// <summary>What is left of the time to the next question. Who has not answered was waited for, and is asked again at once.</summary>
    private TimeSpan Rest(long asked)
    {
        TimeSpan rest = _schedule.Interval(settings()) - clock.GetElapsedTime(asked);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private async Task LookAsync(CellProcess[] processes, CancellationToken cancellationToken)
    {
        ProcessLoad?[] loads = await Task.WhenAll(Array.ConvertAll(processes, process => ProbeAsync(process, cancellationToken))).ConfigureAwait(false);
        bool isQuiet = IsQuiet(loads);
        _schedule.Count(isQuiet);
        if (isQuiet && settings().IdleTimeout is { } idle && clock.GetElapsedTime(_quietSince) >= idle)
        {
            await TryEndIdleAsync().ConfigureAwait(false);
        }
    }

    private async Task TryEndIdleAsync()
    {
        try
        {
            await keeper.Activation.EndIdleAsync(_calls).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    /// <summary>Whether nothing was called since the last look, as far as is known, and nothing is under way.</summary>
    private bool IsQuiet(ProcessLoad?[] loads)
    {
        long calls = 0;
        bool isAnswered = true;
        bool isBusy = false;
        foreach (ProcessLoad? load in loads)
        {
            calls += load?.Calls ?? 0;
            isAnswered &= load is not null;
            isBusy |= load?.Inflight > 0;
        }

        if (isAnswered && (calls != _calls || isBusy))
        {
            _calls = calls;
            _quietSince = clock.GetTimestamp();
            return false;
        }

        return isAnswered;
    }

    private async Task<ProcessLoad?> ProbeAsync(CellProcess process, CancellationToken cancellationToken)
    {
        using CancellationTokenSource overdue = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        overdue.CancelAfter(timings.ProbeInterval);
        try
        {
            ProcessLoad load = await process.ProbeAsync(overdue.Token).ConfigureAwait(false);
            process.Missed = 0;
            return load;
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
            if (++process.Missed >= timings.MostMissed && !cancellationToken.IsCancellationRequested)
            {
                log($"replica {process.Replica}: process {process.Id} has not answered {process.Missed} times in a row, and is killed");
                process.IsHung = true;
                process.Kill();
            }

            return null;
        }
    }
}
