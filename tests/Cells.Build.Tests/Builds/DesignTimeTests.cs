using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class DesignTimeTests
{
    private static readonly string[] DesignTime =
        ["-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:AdditionalFiles"];

    [Fact]
    public async Task Editor_gets_the_snapshot_then_what_the_last_build_resolved_and_nothing_is_built()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.Write("pricing/.cells/catalog.schema.json", SchemaDocument.Write(CellWorkspace.Schema("catalog", ["Old"])));
        (await workspace.DotnetAsync("restore", "pricing")).Succeeded();

        BuildResult clean = await workspace.DotnetAsync(["msbuild", "pricing", .. DesignTime]);
        clean.Succeeded().Says("\"CellsSource\": \"snapshot\"").Says("\"CellsKind\": \"manifest\"").Says("\"CellsKind\": \"dependency\"");
        Assert.False(Directory.Exists(workspace.File("catalog/obj")), "the producer was touched");
        Assert.False(Directory.Exists(workspace.File("catalog/cache")), "the producer was exported");

        (await workspace.BuildAsync("pricing")).Succeeded();
        workspace.SetContract("catalog", ["Newer"]);
        Dictionary<string, DateTime> before = workspace.Timestamps();
        BuildResult built = await workspace.DotnetAsync(["msbuild", "pricing", .. DesignTime]);
        built.Succeeded().Says("\"CellsSource\": \"exported\"");
        Assert.All(workspace.ChangesSince(before), static file => Assert.StartsWith("pricing/obj/", file, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clean_clone_without_the_task_assembly_still_loads_in_an_editor()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        (await workspace.DotnetAsync("restore", "pricing")).Succeeded();

        BuildResult result = await workspace.DotnetAsync(["msbuild", "pricing", .. DesignTime, $"-p:CellsTasksAssembly={workspace.File("none.dll")}"]);

        result.Succeeded().Says("\"CellsKind\": \"manifest\"");
    }
}
