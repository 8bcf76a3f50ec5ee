using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class LiveTests
{
    // The machine may be busy with other tests; how long is waited is not what these are about.
    private static readonly string[] Live = ["-p:CellsSource=live", "-p:CellsLiveTimeout=60000"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Running_cell_is_asked_and_wins_over_its_newer_build()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.AddProgram("catalog", ["Get"]);
        (await workspace.BuildAsync("catalog")).Succeeded();
        await using RunningCell cell = await workspace.StartAsync("catalog");

        BuildResult first = await workspace.BuildAsync("pricing", Live);
        first.Succeeded().Says("cells: catalog 1.0.0").Says(": live, from ").DoesNotSay("catalog -> ");
        Assert.Empty(first.Warnings);
        Dictionary<string, DateTime> before = workspace.Timestamps();
        (await workspace.BuildAsync("pricing", Live)).Succeeded();
        Assert.Empty(workspace.ChangesSince(before));

        CellSchema newer = CellWorkspace.Schema("catalog", ["Get", "Search"]);
        workspace.Write("catalog/cache/schema.json", SchemaDocument.Write(newer));
        BuildResult older = await workspace.BuildAsync("pricing", Live);
        string warning = Assert.Single(older.Succeeded().Warnings);
        Assert.Contains("warning CELL9006: The cell 'catalog' runs version 1.0.0", warning, StringComparison.Ordinal);
        Assert.Contains(SchemaFingerprint.Compute(newer)[..12], warning, StringComparison.Ordinal);
        Assert.Contains($"cells stop \"{workspace.File("catalog")}\"", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("Search", workspace.Read("pricing/obj/Debug/net10.0/cells/catalog.schema.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_a_process_is_not_asked_even_with_a_socket_file_left_behind()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("run/public"));
        File.WriteAllText(directory.File("run/public/cell.sock"), string.Empty);
        File.WriteAllText(directory.File("run/lock"), string.Empty);

        LiveAnswer answer = (await LiveQuery.AskAsync([directory.Path], Patience, static _ => null))[directory.Path];

        Assert.IsType<LiveAnswer.NotRunning>(answer);
    }

    [Fact]
    public async Task Process_that_holds_the_lock_and_does_not_listen_is_said_to_fail()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("run/public"));
        using FileStream held = new(directory.File("run/lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        LiveAnswer answer = (await LiveQuery.AskAsync([directory.Path], Patience, static _ => null))[directory.Path];

        Assert.NotEmpty(Assert.IsType<LiveAnswer.Failed>(answer).Reason);
    }
}
