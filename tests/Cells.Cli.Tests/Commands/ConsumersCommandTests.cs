using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Schema;
using NJsonSchema;

namespace Cells.Cli.Tests.Commands;

public sealed class ConsumersCommandTests : IDisposable
{
    private static readonly CellContract Contract = ContractOf<Greeter>();
    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Connected_consumer_is_listed_and_cannot_be_forgotten_until_it_leaves()
    {
        string cell = _folder.AddCell("greeter");
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("start", cell)).ExitCode);
        JsonNode connected;
        ToolRun table;
        ToolRun refused;
        await using (CellChannel client = Open(cell, "shop"))
        {
            await client.ConnectAsync();
            connected = await WaitForAsync(cell, 1);
            table = await CellFolder.RunAsync("consumers", cell);
            refused = await CellFolder.RunAsync("consumers", cell, "--forget", "shop");
        }

        Assert.Equal(
            ("shop", "2.0.0", "connected", true, true, true),
            ((string)connected["name"]!, (string)connected["version"]!, (string)connected["state"]!, (bool)connected["counts"]!, (bool)connected["current"]!, (bool)connected["usesEverything"]!));
        Assert.Matches(@"NAME +VERSION +USES +SCHEMA +FIRST SEEN +LAST SEEN +CONNECTED +STATE\r?\nshop +2\.0\.0 +everything +current +\S+ \S+Z +\S+ \S+Z +1 +connected", table.Output);
        Assert.Equal(ExitCode.No, refused.ExitCode);
        Assert.Contains("'shop' is connected (1) and would be met again at once: stop it first", refused.Error, StringComparison.Ordinal);

        await WaitForAsync(cell, 0);
        ToolRun forgotten = await CellFolder.RunAsync("consumers", cell, "--forget", "shop", "--json");
        Assert.Equal(("shop", ExitCode.Ok), ((string)JsonNode.Parse(forgotten.Output)!["forgotten"]!, forgotten.ExitCode));
        Assert.Empty(await ListAsync(cell));

        // Nor does the end of the process write it down again.
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("stop", cell)).ExitCode);
        Assert.Empty(await ListAsync(cell));
        Assert.False(File.Exists(ConsumerPaths.Met(cell, "shop")));
        Assert.False(File.Exists(ConsumerPaths.Schema(cell, Contract.Fingerprint)));
    }

    [Fact]
    public async Task What_a_stopped_cell_has_met_stays_listed()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);
        await using (CellChannel client = Open(cell, "shop"))
        {
            await client.ConnectAsync();
            await WaitForAsync(cell, 1);
        }

        await CellFolder.RunAsync("stop", cell);

        JsonNode met = Assert.Single(await ListAsync(cell))!;
        Assert.Equal(("shop", "met", 0), ((string)met["name"]!, (string)met["state"]!, (int)met["instances"]!));
        Assert.True(File.Exists(ConsumerPaths.Schema(cell, Contract.Fingerprint)));
    }

    [Fact]
    public async Task Tool_is_no_consumer()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);

        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("call", cell, "Greet", "name=you")).ExitCode);

        Assert.Empty(await ListAsync(cell));
    }

    [Fact]
    public async Task Records_of_builds_and_meetings_are_merged_and_old_ones_are_forgotten()
    {
        string cell = _folder.AddManifest("catalog", "[cell]\nversion = \"1.0.0\"\n[schema]\nforget_after = \"10d\"\n");
        ConsumerRecord record = Record("shop");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Write(ConsumerPaths.Record(cell, "shop"), (record with { Directory = "../shop" }).Write());
        Write(ConsumerPaths.Met(cell, "shop"), Met("shop", now.AddDays(-3), new MetBuild
        {
            Version = record.Version,
            Fingerprint = record.Fingerprint,
            Usage = record.ComputeUsageFingerprint(),
            FirstSeen = now.AddDays(-40),
            LastSeen = now.AddDays(-3),
            Record = record,
        }));
        Write(ConsumerPaths.Met(cell, "attic"), Met("attic", now.AddDays(-11)));
        Write(ConsumerPaths.Record(cell, "wing"), Record("wing").Write());

        JsonArray consumers = await ListAsync(cell);

        Assert.Equal(
            ["attic forgotten false false true 0 0", "shop met true true true 1 2", "wing built true true false 1 2"],
            consumers.Select(static consumer => string.Join(' ', new[] { "name", "state", "counts", "built", "met", "calls", "members" }.Select(name => consumer![name]!.ToString()))));
        Assert.Equal("../shop", (string)consumers[1]!["directory"]!);
        Assert.Equal("src/Shop.cs", (string)consumers[1]!["uses"]![0]!["places"]![0]!["file"]!);
        ToolRun table = await CellFolder.RunAsync("consumers", cell);
        Assert.Matches(@"\nattic +1\.0\.0 +everything +bbbbbbbbbbbb .*forgotten\r?\n", table.Output);
        Assert.Matches(@"\nshop +2\.0\.0 +1 call, 2 members +[0-9a-f]{12} .*met\r?\n", table.Output);
    }

    [Fact]
    public async Task Forgetting_removes_the_schemas_that_nobody_else_needs()
    {
        string cell = _folder.AddManifest("catalog", "");
        Write(ConsumerPaths.Record(cell, "shop"), Record("shop").Write());
        Write(ConsumerPaths.Record(cell, "wing"), (Record("wing") with { Fingerprint = new string('c', 64) }).Write());
        Write(ConsumerPaths.Schema(cell, Contract.Fingerprint), Contract.Schema);
        Write(ConsumerPaths.Schema(cell, new string('c', 64)), "{}");

        ToolRun run = await CellFolder.RunAsync("consumers", cell, "--forget", "wing");

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("catalog: wing is forgotten until it connects or is built again", run.Error, StringComparison.Ordinal);
        Assert.Equal([Contract.Fingerprint + ".json"], Directory.GetFiles(ConsumerPaths.Schemas(cell)).Select(Path.GetFileName));
        Assert.True(File.Exists(ConsumerPaths.Record(cell, "shop")));
    }

    [Fact]
    public async Task Damaged_file_is_a_consumer_that_uses_everything_and_a_warning()
    {
        string cell = _folder.AddManifest("catalog", "");
        Write(ConsumerPaths.Record(cell, "shop"), Record("shop").Write()[..40]);
        Write(ConsumerPaths.Met(cell, "wing"), "");

        ToolRun run = await CellFolder.RunAsync("consumers", cell);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Matches(@"\nshop +- +everything +- ", run.Output);
        Assert.Matches(@"\nwing +- +everything +- ", run.Output);
        Assert.Contains("shop.json cannot be read, so its consumer counts as using everything", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, (await CellFolder.RunAsync("consumers", cell, "--forget", "wing")).ExitCode);
    }

    [Theory]
    [InlineData("nobody", ExitCode.NotFound, "catalog knows no consumer 'nobody'; it knows: shop.")]
    [InlineData("../../cell", ExitCode.Usage, "'../../cell' is no cell's name")]
    public async Task Forgetting_a_stranger_says_who_is_known(string name, int exitCode, string message)
    {
        string cell = _folder.AddManifest("catalog", "");
        Write(ConsumerPaths.Record(cell, "shop"), Record("shop").Write());

        ToolRun run = await CellFolder.RunAsync("consumers", cell, "--forget", name);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_that_is_no_cell_is_not_found()
        => Assert.Equal(ExitCode.NotFound, (await CellFolder.RunAsync("consumers", _folder.Root)).ExitCode);

    [Fact]
    public async Task Cell_that_runs_and_does_not_answer_is_a_warning_and_forgets_nothing()
    {
        string cell = _folder.AddCell("greeter");
        await CellFolder.RunAsync("start", cell);
        Write(ConsumerPaths.Record(cell, "shop"), Record("shop").Write());
        using Process halt = Process.Start("kill", ["-STOP", $"{CellState.Read(CellDirectory.At(cell))!.ProcessId}"]);
        await halt.WaitForExitAsync();

        ToolRun list = await CellFolder.RunAsync("consumers", cell, "--timeout", "100ms");
        ToolRun forget = await CellFolder.RunAsync("consumers", cell, "--forget", "shop", "--timeout", "100ms");

        Assert.Equal(ExitCode.Ok, list.ExitCode);
        Assert.Contains("greeter runs and does not say who is connected", list.Error, StringComparison.Ordinal);
        Assert.Contains("\nshop ", list.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Timeout, forget.ExitCode);
        Assert.True(File.Exists(ConsumerPaths.Record(cell, "shop")));
    }

    private static CellContract ContractOf<T>()
        where T : class, ICell<T>
        => T.Contract;

    private static CellChannel Open(string cell, string name)
        => CellChannel.ForDirectory(cell, Contract, NoErrors, new CellChannelOptions { ClientName = name, ClientVersion = "2.0.0" });

    private static CellException? NoErrors(string name, CellStatus status, string message, ref Wire.WireReader members) => null;

    private static ConsumerRecord Record(string name) => new()
    {
        Name = name,
        Version = "2.0.0",
        Contract = Contract.Name,
        Fingerprint = Contract.Fingerprint,
        Kinds = [UsageKinds.Call, UsageKinds.Read, UsageKinds.Write],
        Uses =
        [
            new RecordedUse("call:Greeter.Greet", [new UsePlace("src/Shop.cs", 7)]),
            new RecordedUse("read:Card.Name", []),
            new RecordedUse("read:Card.Size", []),
            new RecordedUse("write:Card.Size", []),
        ],
    };

    private static string Met(string name, DateTimeOffset lastSeen, MetBuild? build = null)
        => new MetConsumer { Name = name, Builds = [build ?? new MetBuild { Version = "1.0.0", Fingerprint = new string('b', 64), FirstSeen = lastSeen, LastSeen = lastSeen }] }.Write();

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static async Task<JsonArray> ListAsync(string cell)
    {
        ToolRun run = await CellFolder.RunAsync("consumers", cell, "--json");
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "consumers-report.json"));
        Assert.Empty(schema.Validate(run.Output));
        return JsonNode.Parse(run.Output)!["consumers"]!.AsArray();
    }

    /// <summary>Waits until the cell counts as many connections of its only consumer: it notices both a little later than the client.</summary>
    internal static async Task<JsonNode> WaitForAsync(string cell, int instances)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await ListAsync(cell) is [{ } consumer] && (int)consumer["instances"]! == instances)
            {
                return consumer;
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
