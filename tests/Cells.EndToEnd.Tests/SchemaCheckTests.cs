using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>What continuous integration asks of the sample, as a new user would.</summary>
public sealed class SchemaCheckTests
{
    [Fact]
    public async Task Check_holds_the_sample_to_its_history_and_to_its_consumers_until_a_break_is_accepted()
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        await BuildAsync(mesh, "storefront");
        await CheckAsync(mesh, 0, "· compared for history:1.0.0, pricing, storefront", "· snapshot of pricing is fresh (exported)", "No findings.");

        mesh.Edit("catalog/Contract.cs", "string Name, Category", "string Title, Category");
        mesh.Edit("catalog/Contract.cs", "<param name=\"Name\">The name on", "<param name=\"Title\">The name on");
        mesh.Edit("catalog/ProductStore.cs", "entry.Product.Name", "entry.Product.Title");
        await CheckAsync(mesh, 3, "CELL2000", "Build it: dotnet build catalog");

        // The promise keeps it from compiling, so the finding is taken from the compiler.
        CommandResult refused = await mesh.BuildAsync("catalog");
        Assert.True(refused.ExitCode == 1, refused.Everything);
        Match error = Regex.Match(refused.Output, @"Contract\.cs\(\d+,\d+\): error CELL2205: 'Product\.Name' is now 'Title' .* cells schema accept ([0-9a-f]{12})");
        Assert.True(error.Success, refused.Everything);
        Assert.Contains("[schema] accepts promises to serve clients of 1.0.0", error.Value, StringComparison.Ordinal);
        await CellsAsync(mesh, "schema", "accept", error.Groups[1].Value, "--reason", "the consumers move with it", "--until", "3.0.0");
        await BuildAsync(mesh, "catalog");
        await CheckAsync(mesh, 1, "Catalog is 1.0.0; these changes need 2.0.0.", "CELL2005", "Refresh it with `cells schema pull pricing`");

        mesh.Edit("catalog/cell.toml", "version = \"1.0.0\"", "version = \"2.0.0\"");
        await BuildAsync(mesh, "catalog");
        await CellsAsync(mesh, "schema", "pull", ".");
        await CellsAsync(mesh, "schema", "freeze", "catalog");
        await CheckAsync(mesh, 0, "~ CELL2205 Product.Name  accepted", "· version 2.0.0; last frozen: 2.0.0");
    }

    private static async Task BuildAsync(TemporaryMesh mesh, string cell)
    {
        CommandResult build = await mesh.BuildAsync(cell);
        Assert.True(build.ExitCode == 0, build.Everything);
    }

    private static async Task CellsAsync(TemporaryMesh mesh, params string[] arguments)
    {
        CommandResult run = await mesh.CellsAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Everything);
    }

    private static async Task<string> CheckAsync(TemporaryMesh mesh, int exitCode, params string[] expected)
    {
        CommandResult check = await mesh.CellsAsync("schema", "check");
        Assert.True(check.ExitCode == exitCode, check.Everything);
        Assert.All(expected, text => Assert.Contains(text, check.Output, StringComparison.Ordinal));
        return check.Output;
    }
}
