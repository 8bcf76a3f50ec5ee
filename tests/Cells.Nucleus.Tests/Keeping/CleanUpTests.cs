using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

/// <summary>What a nucleus leaves behind, as the manifest says.</summary>
public sealed class CleanUpTests
{
    private static readonly BuildReference Staged = new("0123456789abcdef", KeptCell.Dotnet, [typeof(WorkerClient).Assembly.Location, "serve"]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Logs_outlive_the_cell_where_the_manifest_keeps_them(bool isKept)
    {
        using TemporaryCell cell = new($"[cell]\nname = \"worker\"\n[life_cycle]\nkeep_log = {(isKept ? "true" : "false")}\n");
        await using NucleusProcess nucleus = await NucleusProcess.StartAsync(cell.Directory);
        await nucleus.Control.StartAsync(KeptCell.Order(Staged));
        string[] logs = [Path.Combine(cell.Directory.LogPath, "cell.log"), Path.Combine(cell.Directory.LogPath, "nucleus.log")];
        await KeptCell.UntilAsync(() => Array.TrueForAll(logs, static log => File.Exists(log)));

        await nucleus.StopAsync();

        Assert.All(logs, log => Assert.Equal(isKept, File.Exists(log)));
        Assert.Equal(isKept, Directory.Exists(cell.Directory.LogPath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Staged_builds_outlive_the_cell_and_their_use_where_the_manifest_cleans_nothing_up(bool cleansUp)
    {
        using TemporaryCell cell = new($"[cell]\nname = \"worker\"\n[life_cycle]\nauto_cleanup = {(cleansUp ? "true" : "false")}\n");
        string unused = Path.Combine(cell.Directory.BuildsPath, "fedcba9876543210");
        string used = Path.Combine(cell.Directory.BuildsPath, Staged.Id);
        Directory.CreateDirectory(unused);
        Directory.CreateDirectory(used);
        Directory.SetLastWriteTimeUtc(unused, DateTime.UtcNow.AddHours(-1));
        Directory.SetLastWriteTimeUtc(used, DateTime.UtcNow.AddHours(-1));

        await using (NucleusProcess nucleus = await NucleusProcess.StartAsync(cell.Directory))
        {
            await nucleus.Control.StartAsync(KeptCell.Order(Staged));
            Assert.Equal((true, !cleansUp), (Directory.Exists(used), Directory.Exists(unused)));
            await nucleus.StopAsync();
        }

        Assert.Equal((!cleansUp, !cleansUp), (Directory.Exists(used), Directory.Exists(unused)));
        await using NucleusProcess next = await NucleusProcess.StartAsync(cell.Directory);
        OperationReport report = await next.Control.StartAsync(new StartOrder(Build: null, IsIdle: false, KeptCell.Patience, "test"));
        // What ran last is known only where it was left.
        Assert.Equal(cleansUp ? OperationOutcome.Refused : OperationOutcome.Done, report.Outcome);
        await next.StopAsync();
    }

    [Fact]
    public async Task Cell_goes_away_when_it_is_idle_and_unused_and_takes_its_nucleus_and_its_logs_with_it()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n[life_cycle]\nidle_timeout = \"1s\"\nretire_when_unused = true\nkeep_log = false\n");
        await using NucleusProcess nucleus = await NucleusProcess.StartAsync(cell.Directory);
        await nucleus.Control.StartAsync(KeptCell.Order(Staged));
        await using (WorkerClient client = new(CellChannel.ForDirectory(cell.Directory.Path, WorkerContract.Contract, CellSystemClient.NoErrors)))
        {
            // Idle, but used: the cell stays, and starts again for its consumer.
            int first = await client.ProcessAsync();
            await KeptCell.UntilAsync(() => CellState.Read(cell.Directory) is { IsIdle: true });
            await KeptCell.UntilAsync(() => !KeptCell.IsAlive(first));
            Assert.NotEqual(first, await client.ProcessAsync());
        }

        Assert.Equal(0, await nucleus.WaitForEndAsync());
        Assert.Equal([cell.Directory.LockPath, cell.Directory.PublicPath], TemporaryCell.Entries(cell.Directory.RunPath));
        Assert.Empty(TemporaryCell.Entries(cell.Directory.PublicPath));
        Assert.False(Directory.Exists(cell.Directory.LogPath));
    }
}
