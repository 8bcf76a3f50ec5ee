using System.Runtime.Versioning;
using Cells.Control;
using Cells.Nucleus.Processes;

namespace Cells.Nucleus.Keeping;

/// <summary>The processes of the cell: those that serve, one for each replica, and those that end.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ReplicaSet(NucleusTimings timings, Action<string> log)
{
    /// <summary>How long a process may take to do what it is told at once.</summary>
    private static readonly TimeSpan OrderTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, CellProcess> _serving = [];
    private readonly HashSet<CellProcess> _alive = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A process has ended.</summary>
    public event Action<CellProcess, ExitStatus>? Ended;

    /// <summary>Ends when other processes serve than now.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>The first process that serves; null when none does.</summary>
    public CellProcess? First => Serving.FirstOrDefault();

    /// <summary>The processes that serve.</summary>
    public CellProcess[] Serving
    {
        get
        {
            lock (_gate)
            {
                return [.. _serving.Values];
            }
        }
    }

    /// <summary>The processes that are there, in whatever state.</summary>
    public CellProcess[] All
    {
        get
        {
            lock (_gate)
            {
                return [.. _alive.OrderBy(static process => process.Number)];
            }
        }
    }

    /// <summary>The process that serves as <paramref name="replica"/>; null when none does.</summary>
    public CellProcess? Find(int replica)
    {
        lock (_gate)
        {
            return _serving.GetValueOrDefault(replica);
        }
    }

    /// <summary>The replicas of <paramref name="count"/> that no process serves as.</summary>
    public int[] Missing(int count) => [.. Enumerable.Range(0, count).Where(replica => Find(replica) is null)];

    /// <summary>Counts a process that has been started among those that are there, until it ends.</summary>
    public void Watch(CellProcess process)
    {
        lock (_gate)
        {
            _alive.Add(process);
        }

        process.Exited.ContinueWith(exited => OnExited(process, exited.Result), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>A process serves from now on, in the place of whatever did as that replica.</summary>
    public void Admit(CellProcess process)
    {
        lock (_gate)
        {
            _serving[process.Replica] = process;
            TellChange();
        }
    }

    /// <summary>A process no longer serves; false when it did not, or has been replaced.</summary>
    public bool Remove(CellProcess process)
    {
        lock (_gate)
        {
            if (_serving.GetValueOrDefault(process.Replica) != process)
            {
                return false;
            }

            _serving.Remove(process.Replica);
            TellChange();
            return true;
        }
    }

    /// <summary>Lets every process that serves accept again.</summary>
    public Task AcceptAsync() => Task.WhenAll(Serving.Select(process => TryAsync(process, process.AcceptAsync)));

    /// <summary>Lets no process accept any more.</summary>
    /// <returns>What all of them have to do.</returns>
    public async Task<ProcessLoad> StopAcceptingAsync()
    {
        ProcessLoad[] loads = await Task.WhenAll(Serving.Select(StopAcceptingAsync)).ConfigureAwait(false);
        return loads.Aggregate(default(ProcessLoad), static (sum, load) => new(sum.Connections + load.Connections, sum.Inflight + load.Inflight, sum.Calls + load.Calls));
    }

    /// <summary>Lets every process that serves end, without waiting for that.</summary>
    public void LetGo(string reason, TimeSpan drainTimeout)
    {
        foreach (CellProcess process in Serving)
        {
            LetGo(process, reason, drainTimeout, null);
        }
    }

    /// <summary>Lets a process end: it accepts no more, and drains; clients that <paramref name="successor"/> does not fit are served on meanwhile. Without waiting for that.</summary>
    /// <param name="process">The process.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="drainTimeout">How long calls in flight may take.</param>
    /// <param name="successor">The schema of what comes in its place; null where that is the same.</param>
    public void LetGo(CellProcess process, string reason, TimeSpan drainTimeout, string? successor)
    {
        Remove(process);
        _ = EndAsync(process, new DrainOrder(reason, drainTimeout, successor, ServesMisfits: successor is not null), drainTimeout + timings.EndGrace);
    }

    /// <summary>Lets a process accept no more; false when it does not listen.</summary>
    public static Task<bool> TryStopAcceptingAsync(CellProcess process)
        => TryAsync(process, async cancel => await process.StopAcceptingAsync(cancel).ConfigureAwait(false));

    /// <summary>The clients of a process that <paramref name="successor"/> would refuse; none where the process does not say.</summary>
    public static async Task<ClientMisfit[]> FindMisfitsAsync(CellProcess process, string successor)
    {
        ClientMisfit[] misfits = [];
        await TryAsync(process, async cancel => misfits = await process.FindMisfitsAsync(successor, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return misfits;
    }

    /// <summary>Ends every process, at the latest after <paramref name="timeout"/>.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="timeout">How long calls in flight may take.</param>
    /// <param name="successor">The schema of what the next start takes; null where that is not known.</param>
    /// <returns>Whether all went by themselves.</returns>
    public async Task<bool> EndAllAsync(string reason, TimeSpan timeout, string? successor = null)
    {
        CellProcess[] processes = All;
        foreach (CellProcess process in processes)
        {
            Remove(process);
        }

        bool[] drained = await Task.WhenAll(processes.Select(process => EndAsync(process, new DrainOrder(reason, timeout, successor), timeout))).ConfigureAwait(false);
        return Array.TrueForAll(drained, static hasDrained => hasDrained);
    }

    private async Task<bool> EndAsync(CellProcess process, DrainOrder order, TimeSpan timeout)
    {
        Task drained = DrainAsync(process, order);
        bool hasDrained = await process.EndAsync(timeout).ConfigureAwait(false);
        if (!hasDrained)
        {
            log($"replica {process.Replica}: process {process.Id} did not end its calls within {Schema.Duration.Format(timeout)} and was ended");
        }

        await drained.ConfigureAwait(false);
        return hasDrained;
    }

    private static async Task DrainAsync(CellProcess process, DrainOrder order)
    {
        await StopAcceptingAsync(process).ConfigureAwait(false);
        await process.DrainAsync(order).ConfigureAwait(false);
    }

    private static async Task<ProcessLoad> StopAcceptingAsync(CellProcess process)
    {
        ProcessLoad load = default;
        await TryAsync(process, async cancel => load = await process.StopAcceptingAsync(cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return load;
    }

    /// <summary>Tells a process something. One that is gone is seen to elsewhere, and so is one that does not listen.</summary>
    /// <returns>Whether it has listened.</returns>
    private static async Task<bool> TryAsync(CellProcess process, Func<CancellationToken, ValueTask> order)
    {
        using CancellationTokenSource overdue = new(OrderTimeout);
        try
        {
            await order(overdue.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
            process.Missed++;
            return false;
        }
    }

    /// <summary>Under the lock.</summary>
    private void TellChange()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void OnExited(CellProcess process, ExitStatus status)
    {
        lock (_gate)
        {
            _alive.Remove(process);
        }

        Ended?.Invoke(process, status);
    }
}
