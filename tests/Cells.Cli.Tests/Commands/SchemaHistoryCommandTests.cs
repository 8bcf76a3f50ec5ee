using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaHistoryCommandTests : IDisposable
{
    private readonly SchemaMesh _mesh = new();

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public async Task Versions_are_listed_with_their_steps_and_promises()
    {
        _mesh.AddOrders(OrdersSchemas.Hurried, accepts: "^1.5");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.Keep(OrdersSchemas.Extended);
        _mesh.Keep(OrdersSchemas.Broken with { Version = "1.5.1" });

        (int exitCode, JsonNode document) = await SchemaMesh.JsonAsync("history", _mesh.Orders);

        Assert.Equal((ExitCode.Ok, "orders", "^1.5"), (exitCode, (string)document["cell"]!, (string)document["accepts"]!));
        Assert.Equal(
            ["1.4.0  false false", "1.5.0 minor true false", "1.5.1 major true false", "2.0.0 major false true"],
            document["versions"]!.AsArray().Select(static row => $"{row!["version"]} {row["step"]} {row["isPromised"]} {row["isCurrent"]}"));
        Assert.Contains("these changes need 2.0.0", (string)document["versions"]![2]!["note"]!, StringComparison.Ordinal);

        ToolRun text = await SchemaMesh.RunAsync("history", _mesh.Orders);
        Assert.Matches(@"^VERSION +FINGERPRINT +STEP +PROMISED +NOTE\n1\.4\.0 +[0-9a-f]{12} +- +no\n1\.5\.0 +[0-9a-f]{12} +minor +yes\n", text.Output.ReplaceLineEndings("\n"));
        Assert.Contains("current, not frozen", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_that_cannot_be_read_leaves_the_answer_undecided()
    {
        _mesh.AddOrders(OrdersSchemas.Extended);
        _mesh.Keep(OrdersSchemas.Extended);
        _mesh.Write("orders/schemas/1.4.0.json", "{\n  7\n");

        ToolRun run = await SchemaMesh.RunAsync("history", _mesh.Orders);

        Assert.Equal(ExitCode.Undecided, run.ExitCode);
        Assert.Matches(@"1\.4\.0 +- +- +no .*1\.4\.0\.json\(2,3\)", run.Output);
        Assert.Matches(@"1\.5\.0 +[0-9a-f]{12} +- +no +current", run.Output);
    }

    [Fact]
    public async Task Cell_that_is_not_built_has_its_history_all_the_same()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline, accepts: "^1");
        _mesh.Keep(OrdersSchemas.Baseline);
        File.Delete(_mesh.PathOf("orders/cache/schema.json"));

        ToolRun run = await SchemaMesh.RunAsync("history", _mesh.Orders);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("has not been built", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_without_history_is_told_how_to_keep_one()
    {
        _mesh.AddConsumer("web", null);

        ToolRun run = await SchemaMesh.RunAsync("history", _mesh.PathOf("web"));

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Output));
        Assert.Contains("cells schema freeze", run.Error, StringComparison.Ordinal);
    }
}
