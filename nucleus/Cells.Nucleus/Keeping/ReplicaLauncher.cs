using System.Runtime.Versioning;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Processes;
using Cells.Schema;

namespace Cells.Nucleus.Keeping;

/// <summary>Starts the replicas of a cell, and puts new ones in the place of old ones.</summary>
/// <param name="directory">The cell's directory.</param>
/// <param name="manifest">Its manifest, as it was read last.</param>
/// <param name="builds">The builds that ran before.</param>
/// <param name="starter">Starts processes.</param>
/// <param name="replicas">Gets those that serve.</param>
/// <param name="state">Writes them down.</param>
/// <param name="timings">How long is waited for what.</param>
/// <param name="log">Takes a line for each thing that happens.</param>
/// <param name="stopping">Breaks off what is under way.</param>
[SupportedOSPlatform("linux")]
internal sealed class ReplicaLauncher(
    CellDirectory directory, CellManifest manifest, BuildHistory builds, ProcessStarter starter, ReplicaSet replicas, StateReport state, NucleusTimings timings, Action<string> log,
    CancellationToken stopping)
{
    /// <summary>The cell's manifest, read anew before each start.</summary>
    public CellManifest Manifest { get; private set; } = manifest;

    /// <summary>Starts the replicas that do not run, side by side, and lets each accept when it is ready.</summary>
    /// <exception cref="StartFailure">One of them did not become ready; the others serve.</exception>
    public async Task FillAsync(BuildReference build, TimeSpan timeout)
    {
        ReadManifest();
        StartFailure? failure = null;
        foreach (Task<CellProcess> start in replicas.Missing(Manifest.Replicas).Select(replica => StartAsync(replica, build, timeout)).ToArray())
        {
            try
            {
                await AdmitAsync(await start.ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (StartFailure e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Puts a build in the place of what runs, one replica after the other; the first that fails ends it, and what was replaced comes back.</summary>
    /// <returns>The clients that the build does not fit, and that the processes before serve on while they drain.</returns>
    /// <exception cref="StartFailure">A process of the new build did not become ready.</exception>
    public async Task<ClientMisfit[]> ReplaceAllAsync(BuildReference target, BuildReference before, TimeSpan timeout)
    {
        ReadManifest();
        List<ClientMisfit> misfits = [];
        int replica = 0;
        try
        {
            for (; replica < Manifest.Replicas; replica++)
            {
                misfits.AddRange(await ReplaceAsync(replica, target, timeout).ConfigureAwait(false));
            }
        }
        catch (StartFailure e)
        {
            log($"keeps build {before.Id}: a process of build {target.Id} {e.Report.Message}");
            await PutBackAsync(before, replica, timeout).ConfigureAwait(false);
            throw;
        }

        misfits.AddRange(await DismissAsync(Manifest.Replicas).ConfigureAwait(false));
        return [.. misfits
            .GroupBy(static client => (client.Name, client.Version))
            .Select(static client => client.First() with { Connections = client.Sum(static misfit => misfit.Connections) })];
    }

    /// <summary>Takes in what a process says of the current build's schema.</summary>
    public async Task LearnAsync(CellProcess process)
    {
        ProcessFacts facts = await process.Ready.ConfigureAwait(false);
        builds.Learn(process.Build.Id, facts.Schema, new BuildContract(facts.Contract, facts.Fingerprint, facts.Version));
        state.Learn();
    }

    /// <summary>The new process is ready, then accepts; then the old one no longer accepts, and drains. No caller is ever without one of them.</summary>
    /// <returns>The clients that the new process would refuse.</returns>
    private async Task<ClientMisfit[]> ReplaceAsync(int replica, BuildReference build, TimeSpan timeout)
    {
        if (!Manifest.LifeCycle.Overlap && replicas.Find(replica) is { } before)
        {
            replicas.LetGo(before, "the cell is restarted", Manifest.LifeCycle.DrainTimeout, null);
            await before.EndAsync(Manifest.LifeCycle.DrainTimeout + timings.EndGrace).ConfigureAwait(false);
        }

        CellProcess process = await StartAsync(replica, build, timeout).ConfigureAwait(false);
        CellProcess? old = replicas.Find(replica);
        await AdmitAsync(process).ConfigureAwait(false);
        ClientMisfit[] misfits = old is null ? [] : await LetGoAsync(old, "the cell was upgraded", process).ConfigureAwait(false);
        state.Write(Manifest);
        return misfits;
    }

    /// <summary>Lets the processes that serve as <paramref name="first"/> and above go: the cell has fewer replicas.</summary>
    private async Task<IReadOnlyList<ClientMisfit>> DismissAsync(int first)
    {
        List<ClientMisfit> misfits = [];
        foreach (CellProcess process in replicas.Serving.Where(process => process.Replica >= first))
        {
            misfits.AddRange(await LetGoAsync(process, "the cell has fewer replicas", replicas.First!).ConfigureAwait(false));
        }

        return misfits;
    }

    /// <summary>Lets <paramref name="old"/> drain; <paramref name="next"/> is what its clients find.</summary>
    /// <returns>The clients that the other would refuse, and that the old one serves on.</returns>
    private async Task<ClientMisfit[]> LetGoAsync(CellProcess old, string reason, CellProcess next)
    {
        string schema = (await next.Ready.ConfigureAwait(false)).Schema;
        string? successor = (await old.Ready.ConfigureAwait(false)).Schema == schema ? null : schema;
        // When the order is reported as done, whoever connects reaches the other.
        bool answers = await ReplicaSet.TryStopAcceptingAsync(old).ConfigureAwait(false);
        ClientMisfit[] misfits = answers && successor is not null ? await ReplicaSet.FindMisfitsAsync(old, successor).ConfigureAwait(false) : [];
        foreach (ClientMisfit client in misfits)
        {
            log($"replica {old.Replica}: process {old.Id} serves '{client.Name}' {client.Version} on, which process {next.Id} would refuse: {client.Findings.FirstOrDefault()}");
        }

        replicas.LetGo(old, reason, Manifest.LifeCycle.DrainTimeout, successor);
        return misfits;
    }

    private async Task PutBackAsync(BuildReference build, int failed, TimeSpan timeout)
    {
        try
        {
            for (int replica = 0; replica <= failed; replica++)
            {
                if (replicas.Find(replica)?.Build.Id != build.Id)
                {
                    await ReplaceAsync(replica, build, timeout).ConfigureAwait(false);
                }
            }
        }
        catch (StartFailure e)
        {
            log($"a process of build {build.Id}, which ran before, {e.Report.Message}");
        }
    }

    private Task<CellProcess> StartAsync(int replica, BuildReference build, TimeSpan timeout)
        => starter.StartAsync(replica, build, Manifest, timeout, OnStarted, stopping);

    private void OnStarted(CellProcess process)
    {
        replicas.Watch(process);
        // Written down before it serves: a nucleus that comes after this one must find it.
        state.Write(Manifest);
    }

    private async Task AdmitAsync(CellProcess process)
    {
        try
        {
            await process.AcceptAsync(stopping).ConfigureAwait(false);
        }
        catch (CellException e)
        {
            process.Kill();
            throw new StartFailure(new OperationReport(OperationOutcome.Ended, $"ended when it should accept: {e.Message}", process.Id, null, process.LastLines), e);
        }

        replicas.Admit(process);
        log($"replica {process.Replica}: process {process.Id} runs build {process.Build.Id}");
        if (process.Build.Id == builds.Current?.Id)
        {
            await LearnAsync(process).ConfigureAwait(false);
        }
    }

    private void ReadManifest()
    {
        try
        {
            Manifest = directory.ReadManifest();
        }
        catch (CellException e)
        {
            // Half written, perhaps. What was read last still holds.
            log(e.Message);
        }
    }
}
