using System.Diagnostics;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Processes;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

/// <summary>What an earlier nucleus left, and two at once.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Of_two_nuclei_one_keeps_the_cell()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n");
        await using KeptCell first = await KeptCell.OpenAsync(cell.Directory);
        await using KeptCell second = await KeptCell.OpenAsync(cell.Directory);

        // Whoever of the two was quicker.
        Assert.False(await await Task.WhenAny(first.Running, second.Running));
        await first.StartAsync();
        Assert.NotEqual(0, await first.Connect().ProcessAsync());
    }

    [Fact]
    public async Task Nucleus_killed_under_load_leaves_a_process_that_drains_and_the_next_start_recovers_with_one_owner()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n");
        string journals = Path.Combine(cell.Root, "journals");
        string begun = Path.Combine(cell.Root, "begun");
        string until = Path.Combine(cell.Root, "until");
        await using NucleusProcess first = await NucleusProcess.StartAsync(cell.Directory);
        int old = (await first.Control.StartAsync(KeptCell.Order())).ProcessId;
        await using NumberedLoad load = new(cell.Directory, journals, callers: 4);
        await using WorkerClient holder = new(CellChannel.ForDirectory(cell.Directory.Path, WorkerContract.Contract, CellSystemClient.NoErrors));
        await KeptCell.UntilAsync(() => load.CountAnswers(old) >= 200);
        Task<int> held = holder.HoldAsync(begun, until).AsTask();
        await KeptCell.UntilAsync(() => File.Exists(begun));

        await first.KillAsync();
        await using NucleusProcess second = await NucleusProcess.StartAsync(cell.Directory);
        Task<OperationReport> starting = second.Control.StartAsync(KeptCell.Order()).AsTask();
        await File.WriteAllTextAsync(until, "");

        Assert.Equal(old, await held);
        OperationReport report = await starting;
        Assert.Equal((OperationOutcome.Done, "runs"), (report.Outcome, report.Message));
        await KeptCell.UntilAsync(() => load.CountAnswers(report.ProcessId) >= 200);
        IReadOnlyDictionary<int, ToldCall> told = await load.StopAsync();
        await second.StopAsync();

        ExecutedCall[] executed = ExecutedCall.Read(journals);
        Assert.Equal([old, report.ProcessId], executed.OrderBy(static call => call.Time).Select(static call => call.Process).Distinct().ToArray());
        Assert.True(executed.Where(call => call.Process == old).Max(static call => call.Time) < executed.Where(call => call.Process != old).Min(static call => call.Time));
        ILookup<int, int> processes = executed.ToLookup(static call => call.Number, static call => call.Process);
        Assert.All(told, call =>
        {
            // What was in flight was answered, so that nothing is unknown.
            Assert.NotEqual(CallOutcome.Unknown, call.Value.Outcome);
            int[] expected = call.Value.Process is { } process ? [process] : [];
            Assert.Equal(expected, processes[call.Key].ToArray());
        });
        Assert.Equal(executed.Length, told.Values.Count(static call => call.Process is not null));
    }

    [Fact]
    public async Task Files_of_every_kind_that_were_left_are_replaced_and_nobody_else_is_ended()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n");
        CellDirectory directory = cell.Directory;
        directory.CreateRunDirectory();
        using Process other = Process.Start("sleep", ["600"]);
        try
        {
            foreach (string path in new[] { directory.SocketPath, directory.NucleusSocketPath, directory.LockPath, directory.ProcessLockPath(7), directory.SchemaPath, Path.Combine(directory.RunPath, "builds.json") })
            {
                await File.WriteAllTextAsync(path, "left over");
            }

            // Its number has gone to another process since.
            Left(7, other.Id, ProcessStart.Of(other.Id)!.Value.Ticks - 1).Write(directory);

            await using KeptCell kept = await KeptCell.OpenAsync(directory);
            await KeptCell.UntilAsync(() => CellState.Read(directory)?.NucleusId == Environment.ProcessId);
            await kept.StartAsync();

            Assert.NotEqual(other.Id, await kept.Connect().ProcessAsync());
            Assert.False(other.HasExited);
            Assert.False(File.Exists(directory.ProcessLockPath(7)));
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Orphan_that_does_not_end_is_ended_before_anything_is_started_beside_it()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n");
        cell.Directory.CreateRunDirectory();
        string path = cell.Directory.ProcessLockPath(3);
        await File.WriteAllTextAsync(path, "");
        // Another process holds the lock as an orphan does, and leads its group.
        using Process orphan = Process.Start("setsid", ["flock", "--no-fork", path, "sleep", "600"]);
        try
        {
            await KeptCell.UntilAsync(() => CellLock.IsHeld(path));
            Left(3, orphan.Id, ProcessStart.Of(orphan.Id)!.Value.Ticks).Write(cell.Directory);

            int killed = await Orphans.Find(cell.Directory).WaitAsync(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);

            Assert.Equal(1, killed);
            Assert.False(File.Exists(path));
        }
        finally
        {
            if (!orphan.HasExited)
            {
                orphan.Kill();
            }

            await orphan.WaitForExitAsync();
        }
    }

    /// <summary>The state that a nucleus which was killed has left, with one process.</summary>
    private static CellState Left(int number, int process, ulong startTicks) => new()
    {
        ProcessId = process,
        StartTime = DateTimeOffset.UtcNow,
        StartedBy = "",
        Name = "worker",
        Version = "",
        Contract = "",
        Fingerprint = "",
        Binary = "",
        NucleusId = process,
        Processes = [new KeptProcessState(number, process, startTicks, 0, "", false, DateTimeOffset.UtcNow)],
    };
}
