using System.Runtime.Versioning;
using Cells.Control;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Asks the processes from time to time what they have to do: ends those that do not answer any more, and notices when nobody calls.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoadWatch(CellKeeper keeper, Func<LifeCycleSettings> settings, NucleusTimings timings, TimeProvider clock, Action<string> log)
{
    /// <summary>How much of the idle time may pass unnoticed.</summary>
    private const int LooksPerIdleTime = 4;

    private long _calls = -1;
    private long _quietSince;

    /// <summary>Watches until <paramref name="cancellationToken"/> is cancelled. Never fails.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan? idleTimeout = settings().IdleTimeout;
            TimeSpan interval = idleTimeout / LooksPerIdleTime is { } look && look < timings.ProbeInterval ? look : timings.ProbeInterval;
            await Task.Delay(interval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            CellProcess[] processes = keeper.Replicas.Serving;
            if (cancellationToken.IsCancellationRequested || processes.Length == 0)
            {
                _calls = -1;
                continue;
            }

            ProcessLoad?[] loads = await Task.WhenAll(processes.Select(process => ProbeAsync(process, cancellationToken))).ConfigureAwait(false);
            if (idleTimeout is { } idle && Array.TrueForAll(loads, static load => load is not null) && IsQuiet(loads, idle))
            {
                await TryEndIdleAsync().ConfigureAwait(false);
            }
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

    private bool IsQuiet(ProcessLoad?[] loads, TimeSpan idleTimeout)
    {
        long calls = loads.Sum(static load => load!.Value.Calls);
        if (calls != _calls || loads.Any(static load => load!.Value.Inflight > 0))
        {
            _calls = calls;
            _quietSince = clock.GetTimestamp();
            return false;
        }

        return clock.GetElapsedTime(_quietSince) >= idleTimeout;
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
