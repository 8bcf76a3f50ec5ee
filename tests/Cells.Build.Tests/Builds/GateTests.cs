using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class GateTests
{
    private static readonly string[] DesignTime =
        ["-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:AdditionalFiles"];

    [Fact]
    public async Task Build_gathers_whom_it_is_held_to_and_again_only_when_that_changes()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.Write("catalog/schemas/0.9.0.json", SchemaDocument.Write(CellWorkspace.Schema("catalog", ["Get"], "0.9.0")));
        Record(workspace, "pricing");

        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: held to pricing 1.2.0 (recorded)");
        GateDocument gate = GateDocument.Read(workspace.Read("catalog/obj/Debug/net10.0/cells/gate/consumers.json"))!;
        Assert.Equal(("pricing", GateStanding.Recorded), (Assert.Single(gate.Consumers).Name, gate.Consumers[0].Standing));
        Assert.NotNull(gate.Released);
        Dictionary<string, DateTime> before = workspace.Timestamps();
        (await workspace.BuildAsync("catalog")).Succeeded();
        Assert.Empty(workspace.ChangesSince(before));

        BuildResult editor = await workspace.DotnetAsync(["msbuild", "catalog", .. DesignTime]);
        editor.Succeeded().Says("\"CellsKind\": \"consumers\"").Says("\"CellsKind\": \"baseline\"").Says("\"CellsKind\": \"usage\"");
        Assert.All(workspace.ChangesSince(before), static file => Assert.StartsWith("catalog/obj/", file, StringComparison.Ordinal));

        File.Delete(ConsumerPaths.Record(workspace.File("catalog"), "pricing"));
        File.Delete(workspace.File("catalog/schemas/0.9.0.json"));
        (await workspace.BuildAsync("catalog")).Succeeded().DoesNotSay("held to");
        Assert.Empty(Directory.GetFiles(workspace.File("catalog/obj/Debug/net10.0/cells/gate")));
    }

    [Fact]
    public async Task Break_does_not_build_without_the_analyzers_either_until_it_is_accepted_or_taken_back()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        Record(workspace, "pricing", "call:catalog.Get");
        (await workspace.BuildAsync("catalog")).Succeeded();
        string exported = workspace.Read("catalog/cache/schema.json");

        // These cells have no analyzers at all.
        workspace.SetContract("catalog", ["Search"]);
        BuildResult refused = (await workspace.BuildAsync("catalog")).Failed();
        string error = Assert.Single(refused.Errors);
        Assert.Matches(@"cell\.toml : error CELL2100: .*'catalog\.Get' is now 'Search' without \[Renamed\].* pricing 1\.2\.0 \(recorded, not connected\) calls it in Program\.cs\(12\)\.", error);
        Assert.Equal(exported, workspace.Read("catalog/cache/schema.json"));
        (await workspace.BuildAsync("catalog")).Failed().Says("error CELL2100");

        string fingerprint = Regex.Match(error, "cells schema accept ([0-9a-f]{12})").Groups[1].Value;
        AcceptedBreak entry = new() { Fingerprint = fingerprint, Rule = "CELL2100", Path = "catalog.Get", Reason = "agreed", Expires = "9.0.0", Consumers = ["pricing"] };
        workspace.Write("catalog/cells.breaks.json", new AcceptedBreaks { Entries = [entry] }.Write());
        (await workspace.BuildAsync("catalog")).Succeeded();
    }

    [Fact]
    public async Task Damaged_record_is_a_message_of_the_build_and_not_its_end()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.Write("catalog/cache/consumers/pricing.json", "{ \"format\": 1,");

        (await workspace.BuildAsync("catalog")).Succeeded().Says("pricing.json' cannot be read: it is damaged");
    }

    [Fact]
    public void Every_rule_of_compatibility_stays_a_warning_where_warnings_are_errors()
    {
        string listed = XDocument.Load(CellWorkspace.Targets).Descendants("_CellsGateWarnings").Single().Value;

        Assert.Equal(CompatibilityRules.All.Select(static rule => rule.Id), listed.Split(';'));
    }

    private static void Record(CellWorkspace workspace, string name, params string[] entries)
    {
        CellSchema schema = CellWorkspace.Schema("catalog", ["Get"]);
        string fingerprint = SchemaFingerprint.Compute(schema);
        ConsumerRecord record = new()
        {
            Name = name,
            Version = "1.2.0",
            Contract = schema.Contract,
            Fingerprint = fingerprint,
            Kinds = [UsageKinds.Call],
            Uses = [.. entries.Select(static entry => new RecordedUse(entry, [new UsePlace("Program.cs", 12)]))],
        };
        string catalog = workspace.File("catalog");
        workspace.Write(Path.GetRelativePath(workspace.Root, ConsumerPaths.Record(catalog, name)), record.Write());
        workspace.Write(Path.GetRelativePath(workspace.Root, ConsumerPaths.Schema(catalog, fingerprint)), SchemaDocument.Write(schema));
    }
}
