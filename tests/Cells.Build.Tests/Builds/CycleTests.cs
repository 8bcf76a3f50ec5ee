namespace Cells.Build.Tests;

public sealed class CycleTests
{
    [Fact]
    public async Task Cycle_without_a_start_names_itself_and_builds_after_the_way_out_was_taken()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("alpha", ["A"], "beta");
        workspace.AddCell("beta", ["B"], "alpha");
        workspace.AddSolution("alpha", "beta");

        BuildResult stuck = await workspace.BuildAsync("beta");
        string error = Assert.Single(stuck.Failed().Errors);
        Assert.Contains("error CELL9003", error, StringComparison.Ordinal);
        Assert.Contains("alpha -> beta -> alpha", error, StringComparison.Ordinal);
        Assert.Contains("Build 'beta' once without its dependency on 'alpha'", error, StringComparison.Ordinal);
        stuck.DoesNotSay("MSB4006");

        string manifest = workspace.Read("beta/cell.toml");
        workspace.Write("beta/cell.toml", "[cell]\nversion = \"1.0.0\"\n");
        (await workspace.BuildAsync("beta")).Succeeded();
        workspace.Write("beta/cell.toml", manifest);

        BuildResult alpha = await workspace.BuildAsync("alpha");
        alpha.Succeeded().Says("as last exported, not built now: it is part of a cycle").DoesNotSay("beta -> ");
        BuildResult beta = await workspace.BuildAsync("beta");
        Assert.Equal(1, beta.Succeeded().Builds("alpha"));
        BuildResult solution = await workspace.BuildAsync("mesh.sln", "-t:Rebuild", "-m:4");
        Assert.Equal((1, 1), (solution.Succeeded().Builds("alpha"), solution.Builds("beta")));
    }

    [Fact]
    public async Task Parallel_solution_build_from_clean_builds_each_project_once()
    {
        using CellWorkspace workspace = new();
        workspace.AddCell("catalog", ["Get"]);
        workspace.AddCell("pricing", ["Price"], "catalog");
        workspace.AddCell("audit", ["Log"], "catalog", "pricing");
        workspace.AddCell("basket", ["Add"], "catalog", "pricing", "audit");
        workspace.AddSolution("audit", "basket", "catalog", "pricing");

        BuildResult result = await workspace.BuildAsync("mesh.sln", "-m:4");

        result.Succeeded();
        Assert.Equal([1, 1, 1, 1], new[] { "catalog", "pricing", "audit", "basket" }.Select(result.Builds));
    }
}
