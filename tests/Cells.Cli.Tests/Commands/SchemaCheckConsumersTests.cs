using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Schemas;
using Cells.Cli.Tests.TestCells;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Schema;

namespace Cells.Cli.Tests.Commands;

/// <summary>A check holds a cell to the consumers that a build of it is held to.</summary>
public sealed class SchemaCheckConsumersTests : IDisposable
{
    private static readonly CellSchema WithoutFind = OrdersSchemas.Baseline with { Version = "2.0.0", Calls = [OrdersSchemas.Baseline.Calls[1]] };
    private static readonly CellContract Greeting = ContractOf<Greeter>();

    private readonly SchemaMesh _mesh = new();

    public SchemaCheckConsumersTests()
    {
        _mesh.AddOrders(WithoutFind);
        OrdersSchemas.Save(OrdersSchemas.Baseline, ConsumerPaths.Schema(_mesh.Orders, Fingerprint(OrdersSchemas.Baseline)));
    }

    public void Dispose() => _mesh.Dispose();

    [Theory]
    [InlineData("call:Orders.Find", false, "breaking", ExitCode.No)]
    [InlineData("call:Orders.Get", false, "warning", ExitCode.Ok)]
    [InlineData("call:Orders.Find", true, "warning", ExitCode.Ok)]
    public async Task Recorded_consumer_counts_with_what_it_uses_and_a_neighbor_with_warnings(string use, bool isNeighbor, string verdict, int expected)
    {
        _mesh.AddConsumer("web", null);
        Write(ConsumerPaths.Record(_mesh.Orders, "web"), (Record("web", use) with { Directory = "../web" }).Write());
        if (isNeighbor)
        {
            Directory.CreateDirectory(_mesh.PathOf(".git"));
        }

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");

        Assert.Equal(expected, exitCode);
        Assert.Equal("compared for web", (string)report["comparisons"]![0]!["notes"]![0]!);
        Assert.Equal([$"{verdict} CELL2100 Orders.Find"], SchemaMesh.Findings(report));
        Assert.Equal(verdict, VerdictOfGate(isNeighbor ? GateStanding.Neighbor : GateStanding.Recorded, use));
    }

    [Fact]
    public async Task Consumers_of_one_document_that_use_other_things_are_compared_apart()
    {
        Write(ConsumerPaths.Record(_mesh.Orders, "batch"), Record("batch", "call:Orders.Find").Write());
        Write(ConsumerPaths.Record(_mesh.Orders, "web"), Record("web", "call:Orders.Get").Write());

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");

        Assert.Equal(ExitCode.No, exitCode);
        Assert.Equal("compared for batch, web", (string)report["comparisons"]![0]!["notes"]![0]!);
        Assert.Equal(["breaking CELL2100 Orders.Find", "warning CELL2100 Orders.Find"], SchemaMesh.Findings(report));
    }

    [Fact]
    public async Task Consumer_that_was_met_counts_until_it_is_forgotten()
    {
        WriteMet("web", DateTimeOffset.UtcNow.AddDays(-3));
        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");
        Assert.Equal(ExitCode.No, exitCode);
        Assert.Equal(["warning CELL2001 web", "breaking CELL2100 Orders.Find"], SchemaMesh.Findings(report));

        WriteMet("web", DateTimeOffset.UtcNow.AddDays(-31));
        (exitCode, report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");
        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal("nobody to compare with: no promised version, and no known consumer", (string)report["comparisons"]![0]!["notes"]![0]!);
    }

    [Fact]
    public async Task Damaged_record_is_said_and_its_consumer_uses_everything()
    {
        Write(ConsumerPaths.Record(_mesh.Orders, "web"), Record("web", "call:Orders.Get").Write()[..40]);
        OrdersSchemas.Save(WithoutFind, _mesh.Orders, "cache", "schema.json");

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(["warning CELL2001 web"], SchemaMesh.Findings(report));
        JsonArray notes = report["comparisons"]![0]!["notes"]!.AsArray();
        Assert.Contains(notes, static note => ((string)note!).Contains("web.json' cannot be read", StringComparison.Ordinal));
        Assert.Contains(notes, static note => ((string)note!).Contains("it is not known which schema web was built against", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Record_says_more_of_a_cell_in_the_tree_than_its_snapshot()
    {
        _mesh.AddConsumer("web", OrdersSchemas.Baseline);
        Assert.Equal(ExitCode.No, (await SchemaMesh.RunAsync("check", _mesh.Root, "--against", "live")).ExitCode);

        Write(ConsumerPaths.Record(_mesh.Orders, "web"), (Record("web", "call:Orders.Get") with { Directory = "../web" }).Write());
        (_, JsonNode report) = await SchemaMesh.JsonAsync("check", _mesh.Root, "--against", "live");

        Assert.Contains("warning CELL2100 Orders.Find", SchemaMesh.Findings(report));
        Assert.DoesNotContain("breaking CELL2100 Orders.Find", SchemaMesh.Findings(report));
    }

    [Fact]
    public async Task Connected_consumer_is_asked_of_the_running_cell()
    {
        using CellFolder folder = new();
        string cell = folder.AddCell("greeter");
        CellSchema served = SchemaDocument.Read(Greeting.Schema).Schema!;
        OrdersSchemas.Save(served with { Calls = [.. served.Calls.Where(static call => call.Name != "Find")] }, cell, "cache", "schema.json");
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", cell)).ExitCode);
        await using CellChannel client = CellChannel.ForDirectory(cell, Greeting, NoErrors, new CellChannelOptions { ClientName = "shop", ClientVersion = "2.0.0" });
        await client.ConnectAsync();

        await ConsumersCommandTests.WaitForAsync(cell, 1);

        (int exitCode, JsonNode report) = await SchemaMesh.JsonAsync("check", cell, "--against", "live");

        Assert.Equal(ExitCode.No, exitCode);
        Assert.Equal("compared for shop", (string)report["comparisons"]![0]!["notes"]![0]!);
        Assert.Contains("breaking CELL2100 Greeter.Find", SchemaMesh.Findings(report));
    }

    private static string VerdictOfGate(GateStanding standing, string use)
    {
        GateDocument gate = new() { Consumers = [new GateConsumer { Name = "web", Version = "1.2.0", Standing = standing, Schema = "schema", Usage = "usage" }] };
        GateReport report = CompatibilityGate.Judge(WithoutFind, gate, static _ => OrdersSchemas.Baseline, _ => Record("web", use), AcceptedBreaks.None);
        return Assert.Single(report.Findings).Finding.Verdict.ToString().ToLowerInvariant();
    }

    private static CellContract ContractOf<T>()
        where T : class, ICell<T>
        => T.Contract;

    private static CellException? NoErrors(string name, CellStatus status, string message, ref Wire.WireReader members) => null;

    private static string Fingerprint(CellSchema schema) => SchemaFingerprint.Compute(schema);

    private static ConsumerRecord Record(string name, string use) => new()
    {
        Name = name,
        Version = "1.2.0",
        Contract = OrdersSchemas.Baseline.Contract,
        Fingerprint = Fingerprint(OrdersSchemas.Baseline),
        Kinds = [UsageKinds.Call],
        Uses = [new RecordedUse(use, [new UsePlace("Program.cs", 12)])],
    };

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void WriteMet(string name, DateTimeOffset lastSeen)
    {
        MetBuild build = new() { Version = "1.2.0", Fingerprint = Fingerprint(OrdersSchemas.Baseline), FirstSeen = lastSeen, LastSeen = lastSeen };
        Write(ConsumerPaths.Met(_mesh.Orders, name), new MetConsumer { Name = name, Builds = [build] }.Write());
    }
}
