using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class SharedUsageTests
{
    private const string Record = "catalog/cache/consumers/pricing.json";
    private const string Schemas = "catalog/cache/consumers/schemas";

    [Fact]
    public async Task Producer_beside_its_consumer_has_the_record_and_the_schema_that_it_is_about()
    {
        using CellWorkspace workspace = Create();

        (await workspace.BuildAsync("pricing")).Succeeded();

        ConsumerRecord record = Assert.IsType<ConsumerRecord>(ConsumerRecord.Read(workspace.Read(Record)));
        Assert.Equal(("pricing", "1.0.0", "../pricing", "Shop.catalog"), (record.Name, record.Version, record.Directory, record.Contract));
        string schema = workspace.Read($"{Schemas}/{record.Fingerprint}.json");
        Assert.Equal(record.Fingerprint, SchemaFingerprint.Compute(SchemaDocument.Read(schema).Schema!));

        await workspace.SettleAsync("pricing");
        Dictionary<string, DateTime> before = workspace.Timestamps();
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.Empty(workspace.ChangesSince(before));

        // Forgotten, and half of a file: what a build says about itself is said again.
        File.Delete(workspace.File(Record));
        workspace.Write($"{Schemas}/{record.Fingerprint}.json", "{ \"format\": 1, ");
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.Equal(record.Write(), workspace.Read(Record));
        Assert.Equal(schema, workspace.Read($"{Schemas}/{record.Fingerprint}.json"));

        (await workspace.DotnetAsync("clean", "pricing")).Succeeded();
        workspace.Write("pricing/cell.toml", "[cell]\nversion = \"1.0.0\"\n");
        (await workspace.BuildAsync("pricing")).Succeeded();
        Assert.False(File.Exists(workspace.File(Record)), "a producer that is no dependency any more still has the record");
    }

    [Fact]
    public async Task Two_consumers_of_one_name_both_have_a_record()
    {
        using CellWorkspace workspace = Create();
        workspace.AddCell("old", ["Price"], "catalog");
        workspace.Write("old/cell.toml", workspace.Read("pricing/cell.toml").Replace("[cell]", "[cell]\nname = \"pricing\"", StringComparison.Ordinal));

        (await workspace.BuildAsync("pricing")).Succeeded();
        (await workspace.BuildAsync("old")).Succeeded();
        (await workspace.BuildAsync("pricing")).Succeeded();

        Assert.Equal([("pricing", "../old"), ("pricing", "../pricing")], Records(workspace));
        Assert.Equal("../pricing", ConsumerRecord.Read(workspace.Read(Record))?.Directory);

        // With the other gone the name is free again.
        Directory.Delete(workspace.File("pricing"), recursive: true);
        (await workspace.BuildAsync("old")).Succeeded();
        Assert.Equal([("pricing", "../old")], Records(workspace));
    }

    [Fact]
    public async Task Producer_that_cannot_be_told_is_a_note()
    {
        using CellWorkspace workspace = Create();
        (await workspace.BuildAsync("catalog")).Succeeded();
        // A file where the directory should be: what read-only means to everyone but root.
        workspace.Write("catalog/cache/consumers", "in the way");

        BuildResult result = (await workspace.BuildAsync("pricing")).Succeeded();

        Assert.Empty(result.Warnings);
        Assert.Contains("another cell was not told what is used of it: Cannot write ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Producer_that_is_only_a_snapshot_gets_no_directory()
    {
        using CellWorkspace workspace = Create();
        (await workspace.BuildAsync("pricing")).Succeeded();
        Directory.Delete(workspace.File("catalog"), recursive: true);

        (await workspace.BuildAsync("pricing")).Succeeded();

        Assert.False(Directory.Exists(workspace.File("catalog")));
    }

    private static CellWorkspace Create()
    {
        CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        return workspace;
    }

    private static IEnumerable<(string Name, string? Directory)> Records(CellWorkspace workspace)
        => Directory.GetFiles(workspace.File("catalog/cache/consumers"), "*.json")
            .Select(static file => ConsumerRecord.Read(File.ReadAllText(file))!)
            .Select(static record => (record.Name, record.Directory))
            .Order();
}
