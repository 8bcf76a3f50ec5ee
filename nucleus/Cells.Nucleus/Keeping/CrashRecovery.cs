using System.Runtime.Versioning;
using Cells.Control;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>What becomes of a cell whose process has crashed, or did not come up: whether and when the next attempt is, and what callers find until then.</summary>
/// <remarks>Not safe for concurrent use: whoever has the keeper's turn.</remarks>
/// <param name="replicas">The processes that are left.</param>
/// <param name="reception">Sees to callers when none is.</param>
/// <param name="state">Writes down how the cell is.</param>
/// <param name="manifest">The cell's manifest, as it was read last.</param>
/// <param name="timings">How long is waited for what.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Takes a line for each thing that happens.</param>
/// <param name="stopping">Ends the wait for an attempt, which then comes at once.</param>
[SupportedOSPlatform("linux")]
internal sealed class CrashRecovery(
    ReplicaSet replicas, Reception reception, StateReport state, Func<CellManifest> manifest, NucleusTimings timings, TimeProvider clock, Action<string> log, CancellationToken stopping)
{
    private readonly RestartBackoff _backoff = new(timings);
    private int _attempt;

    /// <summary>It is time for an attempt. Raised without the turn; <see cref="IsDue"/> says whether it is still wanted.</summary>
    public event Action<int>? Due;

    /// <summary>The crashes since a process last ran for long enough.</summary>
    public int Crashes => _backoff.Crashes;

    /// <summary>What the cell is while it starts: as long as callers are told why nothing runs, they are told until something does.</summary>
    public NucleusCondition StartCondition
        => _backoff.IsCrashLoop ? NucleusCondition.Failing : _backoff.Crashes > 0 ? NucleusCondition.Restarting : NucleusCondition.Starting;

    /// <summary>Whether <paramref name="attempt"/> is the one to be made: neither another crash nor an order has come since.</summary>
    public bool IsDue(int attempt) => attempt == _attempt;

    /// <summary>Someone has said what to run: no attempt is made any more.</summary>
    public void Withdraw() => _attempt++;

    /// <summary>Forgets all crashes: someone has taken care.</summary>
    public void Forget() => _backoff.Reset();

    /// <summary>A process that served has ended.</summary>
    /// <returns>False when it is not started again, none is left, and nothing is wrong with that: the cell is idle.</returns>
    public async Task<bool> TryRecoverAsync(CellProcess process, ExitStatus status)
    {
        bool hasFailed = !status.IsSuccess;
        log($"replica {process.Replica}, process {process.Id}, {status}{(process.IsHung ? ": it hung" : "")}");
        bool isRestarted = manifest().LifeCycle.Restart switch
        {
            RestartPolicy.Never => false,
            RestartPolicy.OnFailure => hasFailed,
            _ => true,
        };
        if (isRestarted)
        {
            await RetryLaterAsync($"process {process.Id} {status}{(process.IsHung ? ", because it hung" : "")}", clock.GetElapsedTime(process.StartTimestamp)).ConfigureAwait(false);
        }
        else if (replicas.First is not null)
        {
            state.Write(manifest());
        }
        else if (hasFailed)
        {
            Fail($"process {process.Id} {status}, and is not started again (restart = \"never\"): `cells restart` does");
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Nobody's order, and a process did not become ready.</summary>
    public async Task OnNotStartedAsync(StartFailure failure)
    {
        log($"did not start: {failure.Report.Message}");
        string reason = $"a process {failure.Report.Message}{(failure.Report.Output is { Length: > 0 } output ? $": {output[^1]}" : "")}";
        if (manifest().LifeCycle.Restart == RestartPolicy.Never && replicas.First is null)
        {
            Fail($"{reason}, and is not started again (restart = \"never\"): `cells restart` does");
        }
        else
        {
            await RetryLaterAsync(reason, TimeSpan.Zero).ConfigureAwait(false);
        }
    }

    /// <summary>Has an attempt made later, without waiting for that.</summary>
    /// <param name="reason">What has happened, for people.</param>
    /// <param name="ranFor">How long the process had run.</param>
    public async Task RetryLaterAsync(string reason, TimeSpan ranFor)
    {
        TimeSpan delay = _backoff.Count(ranFor);
        int attempt = ++_attempt;
        if (replicas.First is not null)
        {
            state.Failure = reason;
            state.Write(manifest());
        }
        else if (_backoff.IsCrashLoop)
        {
            Fail($"crashed {_backoff.Crashes} times in a row, the last time: {reason}; the next attempt is in {Duration.Format(delay)}");
        }
        else
        {
            state.Failure = reason;
            await reception.RestAsync().ConfigureAwait(false);
            state.Write(manifest(), NucleusCondition.Restarting);
        }

        _ = AnnounceAsync(attempt, delay);
    }

    private async Task AnnounceAsync(int attempt, TimeSpan delay)
    {
        await Task.Delay(delay, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Due?.Invoke(attempt);
    }

    private void Fail(string reason)
    {
        log(reason);
        state.Failure = reason;
        reception.Refuse(reason);
        state.Write(manifest(), NucleusCondition.Failing);
    }
}
