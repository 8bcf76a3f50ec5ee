using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaAcceptCommandTests : IDisposable
{
    private readonly SchemaMesh _mesh = new();

    public SchemaAcceptCommandTests()
    {
        // One break, in a version that tells of it.
        _mesh.AddOrders(OrdersSchemas.Baseline with { Version = "2.0.0", Calls = [OrdersSchemas.Baseline.Calls[1]] }, accepts: "^1.4");
        _mesh.Keep(OrdersSchemas.Baseline);
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
    }

    private string Breaks => Path.Combine(_mesh.Orders, "cells.breaks.json");

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public async Task Accepted_break_passes_until_a_consumer_appears_that_it_was_not_accepted_against()
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");

        (int exitCode, JsonNode document) = await SchemaMesh.JsonAsync("accept", fingerprint, _mesh.Root, "--reason", " web moves first ", "--until", "3.0.0");
        Assert.Equal((ExitCode.Ok, Breaks, "web moves first"), (exitCode, (string)document["file"]!, (string)document["reason"]!));
        AcceptedBreak entry = Assert.Single(AcceptedBreaks.Read(await File.ReadAllTextAsync(Breaks)).Breaks!.Entries);
        Assert.Equal((fingerprint, "CELL2100", "Orders.Find", "3.0.0"), (entry.Fingerprint, entry.Rule, entry.Path, entry.Expires));
        Assert.Equal(["history:1.4.0", "web"], entry.Consumers);

        // The snapshot is stale, and that cannot be accepted: only a pull makes it fresh.
        (int accepted, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "retained");
        Assert.Equal((ExitCode.No, 1), (accepted, (int)report["counts"]!["accepted"]!));
        Assert.Equal(["accepted CELL2100 Orders.Find", "breaking CELL2005 orders"], SchemaMesh.Findings(report).Order(StringComparer.Ordinal));

        _mesh.AddConsumer("mobile", OrdersSchemas.Baseline);
        Assert.Contains("breaking CELL2100 Orders.Find", SchemaMesh.Findings((await SchemaMesh.JsonAsync("check", _mesh.Root)).Document));

        Assert.Equal(ExitCode.Ok, (await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "mobile too", "--until", "2030-12-31", "--consumer", "mobile")).ExitCode);
        entry = Assert.Single(AcceptedBreaks.Read(await File.ReadAllTextAsync(Breaks)).Breaks!.Entries);
        Assert.Equal(["history:1.4.0", "mobile", "web"], entry.Consumers);
        Assert.Contains("accepted CELL2100 Orders.Find", SchemaMesh.Findings((await SchemaMesh.JsonAsync("check", _mesh.Root)).Document));
    }

    [Fact]
    public async Task Consumer_that_is_not_named_stays_open()
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");

        ToolRun run = await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "why", "--until", "3.0.0", "--consumer", "web");

        Assert.Equal((ExitCode.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("accepted CELL2100 Orders.Find until 3.0.0 against web", run.Output, StringComparison.Ordinal);
        Assert.Contains("still open for history:1.4.0", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--until", "3.0.0")]
    [InlineData("--reason", "why")]
    [InlineData("--reason", " ", "--until", "3.0.0")]
    [InlineData("--reason", "why", "--until", "soon")]
    [InlineData("--reason", "why", "--until", "2.0.0")]
    [InlineData("--reason", "why", "--until", "2001-01-01")]
    [InlineData("--reason", "why", "--until", "3.0.0", "--consumer", "stranger")]
    [InlineData("--reason", "why", "--until", "3.0.0", "--prune")]
    public async Task Acceptance_without_reason_expiry_or_known_consumers_is_a_usage_error_and_writes_nothing(params string[] options)
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");

        ToolRun run = await SchemaMesh.RunAsync(["accept", fingerprint, _mesh.Root, .. options]);

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.False(File.Exists(Breaks));
    }

    [Fact]
    public async Task What_is_not_found_now_or_is_a_policy_cannot_be_accepted()
    {
        string stale = await _mesh.FingerprintAsync("CELL2005");

        foreach (string fingerprint in new[] { "000000000000", stale })
        {
            ToolRun run = await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "why", "--until", "3.0.0");
            Assert.Equal(ExitCode.No, run.ExitCode);
            Assert.Contains($"There is no finding {fingerprint} now", run.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Breaks));
    }

    [Fact]
    public async Task Prune_removes_what_matches_nothing_any_more_and_keeps_the_rest()
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");
        await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "why", "--until", "3.0.0");
        AcceptedBreaks breaks = AcceptedBreaks.Read(await File.ReadAllTextAsync(Breaks)).Breaks!;
        await File.WriteAllTextAsync(Breaks, breaks.With(breaks.Entries[0] with { Fingerprint = "000000000000" }).Write());

        ToolRun some = await SchemaMesh.RunAsync("accept", "--prune", _mesh.Root);
        Assert.Equal(ExitCode.Ok, some.ExitCode);
        Assert.Contains("'000000000000' of 'Orders.Find' matches no finding any more", some.Output, StringComparison.Ordinal);
        Assert.Equal(fingerprint, Assert.Single(AcceptedBreaks.Read(await File.ReadAllTextAsync(Breaks)).Breaks!.Entries).Fingerprint);

        _mesh.AddOrders(OrdersSchemas.Extended, accepts: "^1.4");
        (int exitCode, JsonNode document) = await SchemaMesh.JsonAsync("accept", "--prune", _mesh.Root);
        Assert.Equal((ExitCode.Ok, 1), (exitCode, document["removed"]!.AsArray().Count));
        Assert.False(File.Exists(Breaks));
    }

    [Fact]
    public async Task Prune_removes_nothing_while_something_cannot_be_compared()
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");
        await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "why", "--until", "3.0.0");
        _mesh.Write("orders/schemas/1.4.0.json", "lost");
        _mesh.Write("web/.cells/orders.schema.json", "lost");

        ToolRun run = await SchemaMesh.RunAsync("accept", "--prune", _mesh.Root);

        Assert.Equal(ExitCode.Undecided, run.ExitCode);
        Assert.True(File.Exists(Breaks));
    }

    [Fact]
    public async Task File_with_a_mistake_is_not_overwritten()
    {
        string fingerprint = await _mesh.FingerprintAsync("CELL2100");
        await File.WriteAllTextAsync(Breaks, "{ \"format\": 1, \"accepted\": [ }");

        ToolRun run = await SchemaMesh.RunAsync("accept", fingerprint, _mesh.Root, "--reason", "why", "--until", "3.0.0");

        Assert.Equal(ExitCode.Undecided, run.ExitCode);
        Assert.Contains("(1,30)", run.Error, StringComparison.Ordinal);
        Assert.Equal("{ \"format\": 1, \"accepted\": [ }", await File.ReadAllTextAsync(Breaks));
    }
}
