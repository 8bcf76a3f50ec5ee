using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>Where a build takes its schemas from.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task Build_takes_what_runs_else_what_was_built_else_the_snapshot_and_says_so()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();

        // Nothing runs and nothing is built: live cannot be had, and the message says how to get it.
        CommandResult live = await mesh.BuildAsync("storefront", "-p:CellsSource=live");
        Assert.True(live.ExitCode == 1, live.Everything);
        Assert.Contains("catalog", live.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("catalog", "run", "public", "cell.sock"), live.Output, StringComparison.Ordinal);
        Assert.Contains("cells start ", live.Output, StringComparison.Ordinal);

        // The producers are built on the way.
        CommandResult exported = await mesh.BuildAsync("storefront");
        Assert.True(exported.ExitCode == 0, exported.Everything);
        Assert.True(File.Exists(Path.Combine(mesh.Catalog, "cache", "schema.json")));
        Assert.True(File.Exists(Path.Combine(mesh.Storefront, ".cells", "catalog.schema.json")));

        // The producers have consumers now, and compile once more, held to them.
        CommandResult held = await mesh.BuildAsync("storefront");
        Assert.True(held.ExitCode == 0, held.Everything);
        Assert.Contains("cells: held to pricing 1.0.0 (in this repository), storefront 1.0.0 (in this repository)", held.Output, StringComparison.Ordinal);

        // Nothing changed: no file is written anew.
        Dictionary<string, DateTime> times = Times(mesh.Root);
        CommandResult again = await mesh.BuildAsync("storefront");
        Assert.True(again.ExitCode == 0, again.Everything);
        Assert.Equal(times, Times(mesh.Root));

        CommandResult snapshot = await mesh.BuildAsync("storefront", "-p:CellsSource=snapshot");
        Assert.True(snapshot.ExitCode == 0, snapshot.Everything);
        Assert.Contains("snapshot", snapshot.Output, StringComparison.Ordinal);

        // The producers are gone: the snapshot that lies beside the project serves.
        Directory.Move(mesh.Catalog, mesh.Catalog + "-away");
        Directory.Move(mesh.Pricing, mesh.Pricing + "-away");
        CommandResult away = await mesh.BuildAsync("storefront", "--no-incremental");
        Directory.Move(mesh.Catalog + "-away", mesh.Catalog);
        Directory.Move(mesh.Pricing + "-away", mesh.Pricing);
        Assert.True(away.ExitCode == 0, away.Everything);
        Assert.Contains("snapshot", away.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_against_a_running_cell_older_than_its_build_uses_the_running_one_and_warns()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await mesh.StartAsync("catalog");
        mesh.Edit("catalog/Catalog.cs", "    /// <summary>Takes stock", "    /// <summary>How many products there are.</summary>\n    [Call]\n    public int Count() => 1;\n\n    /// <summary>Takes stock");
        CommandResult catalog = await mesh.BuildAsync("catalog");
        Assert.True(catalog.ExitCode == 0, catalog.Everything);

        CommandResult pricing = await mesh.BuildAsync("pricing", TemporaryMesh.Patient);

        Assert.True(pricing.ExitCode == 0, pricing.Everything);
        Assert.Matches("warning CELL9006: .*catalog", pricing.Output);
        string resolved = Assert.Single(Directory.EnumerateFiles(Path.Combine(mesh.Pricing, "obj"), "catalog.schema.json", SearchOption.AllDirectories));
        Assert.DoesNotContain("\"Count\"", await File.ReadAllTextAsync(resolved), StringComparison.Ordinal);
    }

    private static Dictionary<string, DateTime> Times(string root)
        => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToDictionary(static file => file, File.GetLastWriteTimeUtc);
}
