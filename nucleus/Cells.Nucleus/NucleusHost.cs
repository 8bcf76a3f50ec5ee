using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Builds;
using Cells.Nucleus.Keeping;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Listening;
using Cells.Nucleus.Logging;
using Cells.Nucleus.Processes;
using Cells.Schema;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cells.Nucleus;

/// <summary>Holds a cell's directory, and all that a nucleus is made of, from the start to the end.</summary>
/// <param name="directory">The cell's directory.</param>
/// <param name="steps">What stands between a build and its process.</param>
/// <param name="output">Takes what processes print.</param>
/// <param name="log">Takes a line for each thing that happens.</param>
[SupportedOSPlatform("linux")]
internal sealed class NucleusHost(CellDirectory directory, IReadOnlyList<ILaunchStep> steps, LogWriter output, Action<string> log)
{
    /// <summary>The time for the answer to whoever ordered the end.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];

    /// <summary>How long is waited for what.</summary>
    public NucleusTimings Timings { get; init; } = new();

    /// <summary>Called on the thread pool when processes have come or gone, and then nothing more has happened for a moment.</summary>
    public Action Settled { get; init; } = static () => { };

    /// <summary>Whether the manifest, as it was read last, has the logs outlive the cell.</summary>
    public bool KeepsLog { get; private set; } = true;

    /// <summary>Keeps the cell until it is stopped.</summary>
    /// <param name="cancellationToken">Stops the cell.</param>
    /// <returns>False when another process has the directory.</returns>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the manifest cannot be read, or the directory not be written to.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        CellManifest manifest = directory.ReadManifest();
        directory.CreateRunDirectory();
        using CellLock? held = await CellLock.TryAcquireAsync(directory, cancellationToken).ConfigureAwait(false);
        if (held is null)
        {
            return false;
        }

        Orphans orphans = Orphans.Find(directory);
        using PublicSocket socket = PublicSocket.Bind(directory);
        Lazy<Task> predecessors = new(() => WaitForAsync(orphans, manifest));
        ProcessStarter starter = new(directory, steps, socket.Handle, Sink, TimeProvider.System);
        Reception reception = new(socket, manifest.Name ?? directory.Name, TimeProvider.System);
        CellKeeper keeper = new(
            directory, manifest, BuildHistory.Read(directory), starter, reception, () => predecessors.Value, Timings, TimeProvider.System, log);
        await ServeAsync(keeper, manifest, cancellationToken).ConfigureAwait(false);
        KeepsLog = keeper.LifeCycle.KeepLog;
        Clean(keeper.LifeCycle);
        return true;
    }

    private ProcessOutput.LineSink Sink(int replica, bool isError)
    {
        LogStream stream = isError ? LogStream.Error : LogStream.Out;
        return line => output.Write(replica, stream, line);
    }

    private async Task ServeAsync(CellKeeper keeper, CellManifest manifest, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = new();
        using CellListener listener = CellListener.Bind(directory.NucleusSocketPath);
        CellDispatcher<NucleusControl> control = new(new NucleusControl(keeper));
        CellServer server = new(manifest.Name ?? directory.Name, manifest.Version.ToString(), [control], NucleusLink.Limits, TimeProvider.System, NullLogger.Instance) { Described = keeper.Describe };
        Task accepting = server.AcceptAsync(listener, ending.Token);
        PosixSignalRegistration[] signals = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Stop(keeper);
        }));
        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(_ => Stop(keeper), null);
        Task watching = new LoadWatch(keeper, () => keeper.LifeCycle, Timings, TimeProvider.System, Settled, log).RunAsync(ending.Token);
        keeper.Announce();
        _ = EndWithoutOrderAsync(keeper);
        await keeper.Stopped.ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        await accepting.ConfigureAwait(false);
        await server.DrainAsync(LastAnswers, "the cell has stopped").ConfigureAwait(false);
        Array.ForEach(signals, static signal => signal.Dispose());
    }

    private async Task WaitForAsync(Orphans orphans, CellManifest manifest)
    {
        int killed = await orphans.WaitAsync(manifest.LifeCycle.DrainTimeout + Timings.EndGrace, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        if (killed > 0)
        {
            log($"{killed} processes of an earlier nucleus did not end and were killed");
        }
    }

    /// <summary>Whoever started the nucleus may have ended before it gave an order.</summary>
    private async Task EndWithoutOrderAsync(CellKeeper keeper)
    {
        await Task.Delay(Timings.OrderTimeout).ConfigureAwait(false);
        if (!keeper.HasOrders)
        {
            Stop(keeper);
        }
    }

    private static void Stop(CellKeeper keeper) => _ = keeper.StopAsync(keeper.LifeCycle.DrainTimeout, CancellationToken.None).AsTask();

    /// <summary>Leaves the lock, what the manifest says is kept, and the directory of the socket: consumers in sandboxes see that one, and no other that were made in its place.</summary>
    private void Clean(LifeCycleSettings settings)
    {
        try
        {
            foreach (string entry in Directory.GetFileSystemEntries(directory.RunPath).Concat(Directory.GetFileSystemEntries(directory.PublicPath)))
            {
                bool isBuild = entry == directory.BuildsPath || Path.GetFileName(entry) == BuildHistory.FileName;
                if (entry != directory.LockPath && entry != directory.PublicPath && !(isBuild && !settings.AutoCleanup))
                {
                    Remove(entry);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"{directory.RunPath} cannot be cleaned: {e.Message}");
        }
    }

    private static void Remove(string entry)
    {
        if (Directory.Exists(entry))
        {
            Directory.Delete(entry, recursive: true);
        }
        else
        {
            File.Delete(entry);
        }
    }
}
