using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using NJsonSchema;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaCheckCommandTests : IDisposable
{
    private readonly SchemaMesh _mesh = new();

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public async Task Cell_that_keeps_its_promises_passes_and_says_for_whom_it_was_compared()
    {
        _mesh.AddOrders(OrdersSchemas.Extended, accepts: "^1.4");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Extended);

        ToolRun run = await SchemaMesh.RunAsync("check", _mesh.Root);

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("· compared for history:1.4.0, web\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("· version 1.5.0; last frozen: 1.4.0\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("· snapshot of orders is fresh (exported)\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Break_of_a_promised_version_and_of_a_consumer_and_a_version_that_hides_them_fail()
    {
        _mesh.AddOrders(OrdersSchemas.Broken, accepts: "^1.4");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Extended);

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root);

        Assert.Equal(ExitCode.No, exitCode);
        JsonSchema format = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "schema-report.json"));
        Assert.Empty(format.Validate(report.ToJsonString()));
        string[] findings = SchemaMesh.Findings(report);
        Assert.Equal(2, findings.Count(static finding => finding == "breaking CELL2204 Order.Note"));
        Assert.Single(findings, "breaking CELL2100 Orders.Ping");
        Assert.Single(findings, "breaking CELL2004 Orders");
        Assert.Single(findings, "breaking CELL2005 orders");
        JsonNode version = report["comparisons"]![0]!["findings"]!.AsArray().Single(static finding => (string)finding!["rule"]! == "CELL2004")!;
        Assert.EndsWith("orders/cell.toml", (string)version["location"]!["file"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)version["location"]!["line"]!);
    }

    [Theory]
    [InlineData("all", "history:1.4.0, web")]
    [InlineData("retained", "history:1.4.0")]
    [InlineData("live", "web")]
    [InlineData("history:1.4.0", "history:1.4.0")]
    public async Task Against_selects_whom_cells_are_held_to(string against, string consumers)
    {
        _mesh.AddOrders(OrdersSchemas.Extended, accepts: "^1.4");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Extended);

        (_, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", against);

        Assert.Equal($"compared for {consumers}", (string)report["comparisons"]![0]!["notes"]![0]!);
    }

    [Fact]
    public async Task Consumers_of_one_document_are_one_comparison()
    {
        _mesh.AddOrders(OrdersSchemas.Broken with { Version = "2.0.0" }, accepts: "^1.4");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.AddConsumer("batch", OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);

        (_, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root);

        Assert.Single(SchemaMesh.Findings(report), "breaking CELL2204 Order.Note");
        Assert.EndsWith(", for history:1.4.0, batch, web", (string)report["comparisons"]!.AsArray().Single(static section => section!["before"] is not null)!["before"]!["origin"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Level_wire_asks_about_running_peers_alone()
    {
        // Old clients send less than the new one may: only the next compile is lost.
        _mesh.AddOrders(OrdersSchemas.Baseline with { Version = "2.0.0", Calls = [OrdersSchemas.Baseline.Calls[0] with { IsIdempotent = false }, OrdersSchemas.Baseline.Calls[1] with { Scope = "orders" }] });
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);

        Assert.Contains("breaking CELL2532 Orders.Get", SchemaMesh.Findings((await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live")).Document));
        Assert.Contains("warning CELL2532 Orders.Get", SchemaMesh.Findings((await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live", "--level", "wire")).Document));
    }

    [Fact]
    public async Task Cell_that_was_not_built_is_undecided_where_a_schema_is_expected_of_it()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        File.Delete(_mesh.PathOf("orders/cache/schema.json"));
        Assert.Equal(ExitCode.Ok, (await SchemaMesh.RunAsync("check", _mesh.Root)).ExitCode);

        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root);

        Assert.Equal((ExitCode.Undecided, "undecided"), (exitCode, (string)report["outcome"]!));
        Assert.Contains("Build it: dotnet build ", (string)report["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders/schemas/1.4.0.json", "1.4.0.json(1,1)")]
    [InlineData("web/.cells/orders.schema.json", "orders.schema.json(1,1)")]
    [InlineData("orders/cells.breaks.json", "cells.breaks.json is not readable: (1,1)")]
    public async Task File_that_cannot_be_read_is_undecided_at_its_place(string file, string place)
    {
        _mesh.AddOrders(OrdersSchemas.Baseline, accepts: "^1");
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        _mesh.Write(file, "<<<<<<< HEAD");

        ToolRun run = await SchemaMesh.RunAsync("check", _mesh.Root);

        Assert.Equal(ExitCode.Undecided, run.ExitCode);
        Assert.Contains(place, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"fingerprint\": \"000000000000\", \"rule\": \"CELL2204\", \"reason\": \"\", \"expires\": \"2.0.0\", \"consumers\": [\"web\"] }", "breaking CELL2002 Orders", ExitCode.No)]
    [InlineData("{ \"fingerprint\": \"000000000000\", \"rule\": \"CELL2204\", \"reason\": \"why\", \"expires\": \"2.0.0\", \"consumers\": [\"web\"] }", "warning CELL2003 Orders", ExitCode.Ok)]
    public async Task Entry_that_accepts_nothing_is_reported_at_its_line(string entry, string expected, int expectedCode)
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        _mesh.Write("orders/cells.breaks.json", $"{{ \"format\": 1, \"accepted\": [\n  {entry}\n] }}");

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root);

        Assert.Equal(expectedCode, exitCode);
        Assert.Equal([expected], SchemaMesh.Findings(report));
        JsonNode location = report["comparisons"]![0]!["findings"]![0]!["location"]!;
        Assert.Equal((2, 3), ((int)location["line"]!, (int)location["column"]!));
    }

    [Fact]
    public async Task Commit_is_a_baseline_and_a_cell_that_is_new_since_has_none()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        _mesh.Keep(OrdersSchemas.Baseline);
        await GitAsync("init", "-q");
        await GitAsync("add", "orders/cell.toml", "orders/schemas");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "first");
        _mesh.AddConsumer("web", null);
        OrdersSchemas.Save(OrdersSchemas.Extended, _mesh.PathOf("web"), "cache", "schema.json");
        _mesh.Write("web/cell.toml", "[cell]\nversion = \"1.5.0\"\n");
        Assert.Equal(ExitCode.Ok, (await SchemaMesh.RunAsync("check", _mesh.Root, "--against", "git:HEAD")).ExitCode);

        _mesh.AddOrders(OrdersSchemas.Broken);
        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "git:HEAD");
        Assert.Equal(ExitCode.No, exitCode);
        Assert.Contains("breaking CELL2204 Order.Note", SchemaMesh.Findings(report));
        Assert.Single(SchemaMesh.Findings(report), "breaking CELL2004 Orders");

        Assert.Equal(ExitCode.Undecided, (await SchemaMesh.RunAsync("check", _mesh.Root, "--against", "git:nowhere")).ExitCode);
    }

    [Fact]
    public async Task Wrong_command_line_or_manifest_is_a_usage_error()
    {
        _mesh.AddOrders(OrdersSchemas.Baseline);
        Assert.Equal(ExitCode.Usage, (await SchemaMesh.RunAsync("check", _mesh.Root, "--against", "history:soon")).ExitCode);

        _mesh.Write("orders/cell.toml", "[cell]\nversoin = 1\n");
        ToolRun run = await SchemaMesh.RunAsync("check", _mesh.Root);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("cell.toml(2,1): error CELL0002", run.Error, StringComparison.Ordinal);
    }

    private async Task GitAsync(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", _mesh.Root, .. arguments]))!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }
}
