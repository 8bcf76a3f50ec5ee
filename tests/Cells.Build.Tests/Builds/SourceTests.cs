using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class SourceTests
{
    [Fact]
    public async Task Producer_that_is_gone_leaves_the_snapshot_and_the_build_says_so()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.Write("pricing/.cells/catalog.schema.json", SchemaDocument.Write(CellWorkspace.Schema("catalog", ["Get"])));

        BuildResult result = await workspace.BuildAsync("pricing");
        result.Succeeded().Says("snapshot '.cells/catalog.schema.json'").Says("there is no directory ");
        Assert.Empty(result.Warnings);

        BuildResult live = await workspace.BuildAsync("pricing", "-p:CellsSource=live");
        string error = Assert.Single(live.Failed().Errors);
        Assert.Contains("pricing/cell.toml(5,1): error CELL9002", error, StringComparison.Ordinal);
        Assert.Contains($"'catalog' does not run: nothing answers on '{workspace.File("catalog")}/run/public/cell.sock'", error, StringComparison.Ordinal);
        Assert.Contains($"cells start \"{workspace.File("catalog")}\"", error, StringComparison.Ordinal);

        workspace.Write("pricing/.cells/catalog.schema.json", "{ \"half\"");
        Assert.Contains(".cells/catalog.schema.json(1,", Assert.Single((await workspace.BuildAsync("pricing")).Failed().Errors), StringComparison.Ordinal);

        File.Delete(workspace.File("pricing/.cells/catalog.schema.json"));
        Assert.Contains("error CELL9001", Assert.Single((await workspace.BuildAsync("pricing")).Failed().Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_asked_for_is_used_although_the_producer_is_there()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.Write("pricing/.cells/catalog.schema.json", SchemaDocument.Write(CellWorkspace.Schema("catalog", ["Old"])));

        BuildResult result = await workspace.BuildAsync("pricing", "-p:CellsSource=snapshot");

        result.Succeeded().Says("snapshot '.cells/catalog.schema.json'").DoesNotSay("catalog -> ");
        Assert.Contains("Old", workspace.Read("pricing/.cells/catalog.schema.json"), StringComparison.Ordinal);
        Assert.Contains("Old", workspace.Read("pricing/obj/Debug/net10.0/cells/catalog.schema.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_path_with_a_version_in_range_is_built_and_no_other()
    {
        using CellWorkspace workspace = new("mesh;1");
        workspace.AddCell("geo", ["Locate"]);
        workspace.AddCell("geo-v2", ["Locate", "Route"]);
        workspace.Write("geo-v2/cell.toml", "[cell]\nversion = \"2.1.0\"\n");
        workspace.SetContract("geo-v2", ["Locate", "Route"], "2.1.0");
        workspace.AddCell("app", ["Run"]);
        workspace.Write("app/cell.toml", "[deps]\ngeo = { path = [\"../geo\", \"../geo-v2\"], version = \"^2\" }\n");

        BuildResult result = await workspace.BuildAsync("app");

        result.Succeeded().Says("cells: geo 2.1.0").DoesNotSay("geo -> ").Says("geo-v2 -> ");
    }

    [Fact]
    public async Task Manifest_that_is_wrong_fails_at_its_line()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.Write("catalog/cell.toml", "[cell]\nversoin = \"1.0.0\"\n");

        string error = Assert.Single((await workspace.BuildAsync("catalog")).Failed().Errors);

        Assert.Contains("catalog/cell.toml(2,1): error CELL0", error, StringComparison.Ordinal);
    }
}
