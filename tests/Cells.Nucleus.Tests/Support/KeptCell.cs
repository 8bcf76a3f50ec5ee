using System.Diagnostics;
using System.Runtime.InteropServices;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Keeping;
using Cells.Nucleus.Logging;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Support;

/// <summary>A nucleus in this process, which keeps processes of this program.</summary>
internal sealed class KeptCell : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryCell? _owned;
    private readonly LogWriter _output;
    private readonly NucleusControlClient _control;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<WorkerClient> _workers = [];

    private KeptCell(CellDirectory directory, TemporaryCell? owned, NucleusTimings timings)
    {
        Directory = directory;
        _owned = owned;
        _output = LogFolder.Open(directory, LogFolder.CellLog, TimeProvider.System);
        NucleusHost host = new(directory, [], _output, static _ => { }) { Timings = timings };
        Running = Task.Run(() => host.RunAsync(_stopping.Token));
        _control = new NucleusControlClient(CellChannel.ForSocket(directory.NucleusSocketPath, NucleusControlContract.Contract, CellSystemClient.NoErrors));
    }

    /// <summary>Ends with the nucleus; false when another has the directory.</summary>
    public Task<bool> Running { get; }

    public CellDirectory Directory { get; }

    public INucleusControl Control => _control;

    /// <summary>The program that runs this one.</summary>
    public static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public static NucleusTimings Quick { get; } = new() { ProbeInterval = TimeSpan.FromMilliseconds(200), FirstDelay = TimeSpan.FromMilliseconds(10), LongestDelay = TimeSpan.FromMilliseconds(50) };

    public static async Task<KeptCell> OpenAsync(string manifest = "", NucleusTimings? timings = null)
    {
        TemporaryCell cell = new($"[cell]\nname = \"worker\"\n{manifest}");
        return await OpenAsync(cell.Directory, cell, timings);
    }

    public static async Task<KeptCell> OpenAsync(CellDirectory directory, TemporaryCell? owned = null, NucleusTimings? timings = null)
    {
        KeptCell kept = new(directory, owned, timings ?? new NucleusTimings());
        await UntilAsync(() => kept.Running.IsCompleted || File.Exists(directory.NucleusSocketPath));
        return kept;
    }

    /// <summary>This program as a build.</summary>
    /// <param name="id">What it is told apart by.</param>
    /// <param name="mode">What it does: <see cref="TestCells.Program"/>.</param>
    public static BuildReference Build(string id = "first", string mode = "serve") => new(id, Dotnet, ["exec", typeof(WorkerClient).Assembly.Location, mode]);

    public static StartOrder Order(BuildReference? build = null, bool isIdle = false, TimeSpan? timeout = null) => new(build ?? Build(), isIdle, timeout ?? Patience, "test");

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource overdue = new(Patience);
        while (!condition())
        {
            await Task.Delay(5, overdue.Token);
        }
    }

    /// <summary>Whether a process is there, be it only for its parent to look at.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Starts it, and checks that it has.</summary>
    public async Task<int> StartAsync(BuildReference? build = null)
    {
        OperationReport report = await Control.StartAsync(Order(build));
        Assert.Equal((OperationOutcome.Done, "runs"), (report.Outcome, report.Message));
        return report.ProcessId;
    }

    /// <summary>Stops it, and waits until the nucleus has ended.</summary>
    public async Task StopAsync()
    {
        await Control.StopAsync(Patience);
        await Running;
    }

    /// <summary>A client of the cell.</summary>
    public WorkerClient Connect()
    {
        WorkerClient worker = new(CellChannel.ForDirectory(Directory.Path, WorkerContract.Contract, CellSystemClient.NoErrors));
        _workers.Add(worker);
        return worker;
    }

    public Task UntilAsync(NucleusCondition condition) => UntilAsync(() => Control.Status().Condition == condition);

    /// <summary>Sends a signal to a process.</summary>
    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start("kill", [signal, process.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerClient worker in _workers)
        {
            await worker.DisposeAsync();
        }

        try
        {
            if (!Running.IsCompleted)
            {
                await Control.StopAsync(TimeSpan.Zero);
            }
        }
        catch (CellException e) when (e.Status == CellStatus.Unavailable)
        {
            // The test has stopped it, and it is about to end.
        }

        await Running;
        await _control.DisposeAsync();
        await _output.DisposeAsync();
        _stopping.Dispose();
        _owned?.Dispose();
    }
}
