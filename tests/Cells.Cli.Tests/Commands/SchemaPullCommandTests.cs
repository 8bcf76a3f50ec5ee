using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaPullCommandTests : IDisposable
{
    private readonly SchemaMesh _mesh = new();

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public async Task Snapshots_of_a_tree_follow_the_exports_and_the_changes_are_told()
    {
        _mesh.AddOrders(OrdersSchemas.Extended);
        _mesh.AddConsumer("batch", null);
        _mesh.AddConsumer("mobile", OrdersSchemas.Extended);
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);

        ToolRun check = await SchemaMesh.RunAsync("pull", _mesh.Root, "--check");
        Assert.Equal(ExitCode.No, check.ExitCode);
        Assert.False(File.Exists(_mesh.SnapshotOf("batch")));
        Assert.Equal(SchemaDocument.Write(OrdersSchemas.Baseline), await File.ReadAllTextAsync(_mesh.SnapshotOf("web")));

        ToolRun pull = await SchemaMesh.RunAsync("pull", _mesh.Root);
        Assert.Equal((ExitCode.Ok, "", check.Output), (pull.ExitCode, pull.Error, pull.Output));
        Assert.Matches(@"^batch: orders: new, 1\.5\.0 [0-9a-f]{12} \(exported\)\nmobile: orders: unchanged, 1\.5\.0 ", pull.Output.ReplaceLineEndings("\n"));
        Assert.Matches(@"web: orders: 1\.4\.0 → 1\.5\.0 [0-9a-f]{12} \(exported\)\n  compatible CELL2101: 'Orders\.Ping' is added\.\n", pull.Output.ReplaceLineEndings("\n"));
        foreach (string consumer in new[] { "batch", "mobile", "web" })
        {
            Assert.Equal(SchemaDocument.Write(OrdersSchemas.Extended), await File.ReadAllTextAsync(_mesh.SnapshotOf(consumer)));
        }

        Assert.Equal(ExitCode.Ok, (await SchemaMesh.RunAsync("pull", _mesh.Root, "--check")).ExitCode);
    }

    [Fact]
    public async Task Running_producer_goes_before_its_export()
    {
        using CellFolder folder = new();
        string greeter = folder.AddCell("greeter");
        string caller = folder.AddCell("caller", "serve", "greeter");
        OrdersSchemas.Save(OrdersSchemas.Baseline, greeter, "cache", "schema.json");
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", greeter)).ExitCode);

        (int exitCode, JsonNode document) = await SchemaMesh.JsonAsync("pull", caller);

        JsonNode snapshot = Assert.Single(document["snapshots"]!.AsArray())!;
        Assert.Equal((ExitCode.Ok, "live", "missing"), (exitCode, (string)snapshot["source"]!, (string)snapshot["state"]!));
        Assert.NotEqual(
            OrdersSchemas.Baseline.Contract, SchemaDocument.Read(await File.ReadAllTextAsync(Path.Combine(caller, ".cells", "greeter.schema.json"))).Schema!.Contract);
    }

    [Fact]
    public async Task Snapshot_is_kept_where_nothing_else_is_found_and_a_dependency_without_any_schema_is_undecided()
    {
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        ToolRun kept = await SchemaMesh.RunAsync("pull", _mesh.Root);

        File.Delete(_mesh.SnapshotOf("web"));
        ToolRun lost = await SchemaMesh.RunAsync("pull", _mesh.Root);

        Assert.Equal((ExitCode.Ok, ExitCode.Undecided), (kept.ExitCode, lost.ExitCode));
        Assert.Contains("since nothing else was found: there is no directory", kept.Output, StringComparison.Ordinal);
        Assert.Matches(@"web: orders: CELL9001: .*cell\.toml\(5,1\)", lost.Output);
    }

    [Fact]
    public async Task Export_of_a_version_that_the_consumer_does_not_accept_is_not_taken()
    {
        _mesh.AddOrders(OrdersSchemas.Extended);
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        _mesh.Write("web/cell.toml", "[deps]\norders = { path = \"../orders\", version = \"~1.4\" }\n");

        ToolRun run = await SchemaMesh.RunAsync("pull", _mesh.PathOf("web"));

        Assert.Equal(ExitCode.Undecided, run.ExitCode);
        Assert.Contains("CELL9007", run.Output, StringComparison.Ordinal);
        Assert.Equal(SchemaDocument.Write(OrdersSchemas.Baseline), await File.ReadAllTextAsync(_mesh.SnapshotOf("web")));
    }

    [Fact]
    public async Task Tree_without_cells_is_not_found()
    {
        ToolRun run = await SchemaMesh.RunAsync("pull", _mesh.Root);

        Assert.Equal(ExitCode.NotFound, run.ExitCode);
        Assert.Contains("There is no cell in", run.Error, StringComparison.Ordinal);
    }
}
