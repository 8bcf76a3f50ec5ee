using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class AcceptedTests
{
    private const string Accepted = "catalog/cache/accepted.json";

    [Fact]
    public async Task Build_exports_the_promised_versions_once_and_follows_the_history()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Find", "Get"]);
        Freeze(workspace, "0.9.0", []);
        FrozenSchema first = Freeze(workspace, "1.0.0", ["Get"]);
        FrozenSchema second = Freeze(workspace, "1.1.0", ["Find", "Get"]);
        workspace.Write("catalog/schemas/notes.json", "not of the history");
        (await workspace.BuildAsync("catalog")).Succeeded().DoesNotSay("cells: promised");
        Assert.False(File.Exists(workspace.File(Accepted)));

        Promise(workspace, "^1");
        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: promised 1.0.0, 1.1.0 in 'cache/accepted.json'");
        Assert.Equal(AcceptedSchemas.Write(Range("^1"), [first, second]), workspace.Read(Accepted));

        Dictionary<string, DateTime> before = workspace.Timestamps();
        (await workspace.BuildAsync("catalog")).Succeeded().DoesNotSay("cells: promised");
        Assert.Empty(workspace.ChangesSince(before));

        File.Delete(workspace.File("catalog/schemas/1.0.0.json"));
        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: promised 1.1.0 in");
        Assert.Equal(AcceptedSchemas.Write(Range("^1"), [second]), workspace.Read(Accepted));

        File.Delete(workspace.File(Accepted));
        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: promised 1.1.0 in");

        Promise(workspace, "^2");
        (await workspace.BuildAsync("catalog")).Succeeded().DoesNotSay("cells: promised");
        Assert.False(File.Exists(workspace.File(Accepted)));
    }

    [Fact]
    public async Task Promised_version_that_cannot_be_read_fails_the_build_at_its_place()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        Promise(workspace, "^1");
        Freeze(workspace, "1.0.0", ["Get"]);
        workspace.Write("catalog/schemas/1.1.0.json", "{\n  \"x-cells\": 1,\n<<<<<<< HEAD\n");

        string unreadable = Assert.Single((await workspace.BuildAsync("catalog")).Failed().Errors);

        Assert.Contains("catalog/schemas/1.1.0.json(3,1): error CELL9008: ", unreadable, StringComparison.Ordinal);
        Assert.Contains("Restore the file from version control.", unreadable, StringComparison.Ordinal);

        File.Move(workspace.File("catalog/schemas/1.0.0.json"), workspace.File("catalog/schemas/1.1.0.json"), overwrite: true);
        string misnamed = Assert.Single((await workspace.BuildAsync("catalog")).Failed().Errors);
        Assert.Contains("catalog/schemas/1.1.0.json : error CELL9015: ", misnamed, StringComparison.Ordinal);
        Assert.Contains("is named for version 1.1.0 and holds version 1.0.0", misnamed, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.File(Accepted)));
    }

    private static FrozenSchema Freeze(CellWorkspace workspace, string version, string[] calls)
    {
        CellSchema schema = CellWorkspace.Schema("catalog", calls, version);
        workspace.Write($"catalog/schemas/{version}.json", SchemaDocument.Write(schema));
        Assert.True(SemanticVersion.TryParse(version, out SemanticVersion parsed));
        return new FrozenSchema(parsed, schema, SchemaFingerprint.Compute(schema));
    }

    private static void Promise(CellWorkspace workspace, string accepts)
        => workspace.Write("catalog/cell.toml", $"[cell]\nversion = \"1.0.0\"\n\n[schema]\naccepts = \"{accepts}\"\n");

    private static VersionRange Range(string text)
    {
        Assert.True(VersionRange.TryParse(text, out VersionRange range));
        return range;
    }
}
