using System.Diagnostics;
using Cells.Directories;
using Cells.Nucleus.Processes;
using Cells.Nucleus.Tests.Support;

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
