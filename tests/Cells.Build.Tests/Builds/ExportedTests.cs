namespace Cells.Build.Tests;

public sealed class ExportedTests
{
    // What MSBuild, a generated editorconfig or a shell could take for its own. Not ';': with it MSBuild compiles every project
    // in every build, with or without Cells, so SourceTests has a path with one.
    private const string OddName = "mesh #1 100% a@b 'ü'";

    [Fact]
    public async Task Clean_consumer_builds_its_producer_in_any_path_and_a_second_build_changes_nothing()
    {
        using CellWorkspace workspace = new(OddName);
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");

        BuildResult first = await workspace.BuildAsync("pricing");

        first.Succeeded().Says("cells: catalog 1.0.0").Says(": exported, from ").Says("cells: wrote '.cells/catalog.schema.json'");
        Assert.Empty(first.Warnings);
        Assert.Equal(1, first.Builds("catalog"));
        Assert.Equal(workspace.Read("catalog/cache/schema.json"), workspace.Read("pricing/obj/Debug/net10.0/cells/catalog.schema.json"));
        Assert.Equal(workspace.Read("catalog/cache/schema.json"), workspace.Read("pricing/.cells/catalog.schema.json"));
        string metadata = workspace.Read("pricing/obj/Debug/net10.0/pricing.GeneratedMSBuildEditorConfig.editorconfig");
        Assert.Contains("CellsKind = manifest", metadata, StringComparison.Ordinal);
        Assert.Contains("CellsKind = dependency\nbuild_metadata.AdditionalFiles.CellsAlias = catalog\n", metadata, StringComparison.Ordinal);
        Assert.Contains("CellsKind = snapshot", metadata, StringComparison.Ordinal);

        await workspace.SettleAsync("pricing");
        Dictionary<string, DateTime> before = workspace.Timestamps();
        BuildResult second = await workspace.BuildAsync("pricing");

        second.Succeeded().Says(": exported, from ").DoesNotSay("cells: wrote").DoesNotSay("cells: exported Shop");
        Assert.Empty(workspace.ChangesSince(before));
    }

    [Fact]
    public async Task Contract_that_changes_is_a_warning_once_and_refreshes_the_snapshot_only_after_a_compile()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        (await workspace.BuildAsync("pricing")).Succeeded();
        string committed = workspace.Read("pricing/.cells/catalog.schema.json");

        workspace.SetContract("catalog", ["Get", "Search"]);
        workspace.Write("pricing/Broken.cs", "class {");
        (await workspace.BuildAsync("pricing")).Failed().Says("warning CELL9005");
        Assert.Equal(committed, workspace.Read("pricing/.cells/catalog.schema.json"));

        BuildResult ci = await workspace.BuildAsync("pricing", "-p:ContinuousIntegrationBuild=true");
        ci.Failed();
        Assert.Contains("error CELL9004", Assert.Single(ci.Errors), StringComparison.Ordinal);

        File.Delete(workspace.File("pricing/Broken.cs"));
        BuildResult repaired = await workspace.BuildAsync("pricing", "-warnaserror");
        repaired.Succeeded().Says("cells: wrote '.cells/catalog.schema.json'");
        Assert.Contains("warning CELL9005", Assert.Single(repaired.Warnings), StringComparison.Ordinal);
        Assert.Equal(workspace.Read("catalog/cache/schema.json"), workspace.Read("pricing/.cells/catalog.schema.json"));

        await workspace.SettleAsync("pricing");
        Dictionary<string, DateTime> before = workspace.Timestamps();
        BuildResult again = await workspace.BuildAsync("pricing");
        Assert.Empty(again.Succeeded().Warnings);
        Assert.Empty(workspace.ChangesSince(before));
    }

    [Fact]
    public async Task Producer_that_does_not_build_fails_its_consumer()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        (await workspace.BuildAsync("pricing")).Succeeded();
        workspace.Write("catalog/Broken.cs", "class {");

        BuildResult result = await workspace.BuildAsync("pricing");

        result.Failed().Says("catalog/Broken.cs(1,7): error CS1001").DoesNotSay("pricing -> ");
    }

    [Fact]
    public async Task Export_that_cannot_be_written_is_a_clear_error_and_the_next_build_is_right()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.Write("catalog/cache", "in the way");

        BuildResult blocked = await workspace.BuildAsync("catalog");
        blocked.Failed();
        string error = Assert.Single(blocked.Errors);
        Assert.Contains("error CELL9009: Cannot write", error, StringComparison.Ordinal);
        Assert.Equal("in the way", workspace.Read("catalog/cache"));

        File.Delete(workspace.File("catalog/cache"));
        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: exported Shop.catalog");

        Directory.Delete(workspace.File("catalog/cache"), recursive: true);
        (await workspace.BuildAsync("catalog")).Succeeded().Says("cells: exported Shop.catalog");

        workspace.Write("catalog/Second.cs", """[assembly: Cells.CellSchema("Shop.Other", "0", "{}")]""");
        Assert.Contains("error CELL9011", Assert.Single((await workspace.BuildAsync("catalog")).Failed().Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_builds_of_one_consumer_at_once_and_a_killed_one_leave_the_right_files()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        (await workspace.BuildAsync("pricing")).Succeeded();

        // What a build that was killed in the middle of its work leaves behind.
        const string Cells = "pricing/obj/Debug/net10.0/cells";
        workspace.Write($"{Cells}/catalog.schema.json", "{ \"half\"");
        workspace.Write($"{Cells}/resolution.txt", "catalog\tli");
        workspace.Write($"{Cells}/.catalog.schema.json.1-dead.tmp", "{");
        File.Delete(workspace.File("catalog/obj/Debug/net10.0/cells/export.stamp"));
        workspace.SetContract("catalog", ["Find", "Get"]);
        (await workspace.BuildAsync("catalog")).Succeeded();

        // Both resolve, compile and refresh; the compiler's own output files are kept apart, as two configurations keep them.
        BuildResult[] results = await Task.WhenAll(
            workspace.BuildAsync("pricing", "-p:BuildProjectReferences=false"),
            workspace.BuildAsync("pricing", "-p:BuildProjectReferences=false", "-c:Release"));

        Assert.All(results, static result => result.Succeeded());
        string expected = workspace.Read("catalog/cache/schema.json");
        Assert.Contains("Find", expected, StringComparison.Ordinal);
        Assert.Equal(expected, workspace.Read($"{Cells}/catalog.schema.json"));
        Assert.Equal(expected, workspace.Read("pricing/.cells/catalog.schema.json"));
    }

    [Fact]
    public async Task Rebuild_of_a_solution_leaves_every_output_in_place()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.AddSolution("catalog", "pricing");
        (await workspace.BuildAsync("mesh.sln")).Succeeded();

        BuildResult result = await workspace.BuildAsync("mesh.sln", "-t:Rebuild");

        result.Succeeded();
        Assert.True(File.Exists(workspace.File("catalog/bin/Debug/net10.0/catalog.dll")), result.Output);
        Assert.True(File.Exists(workspace.File("pricing/bin/Debug/net10.0/pricing.dll")), result.Output);
        Assert.Equal(1, result.Builds("catalog"));
    }
}
