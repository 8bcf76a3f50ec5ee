using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>What compiles against the mesh, runs against the mesh: a rename reaches the consumer's compiler.</summary>
public sealed class RenameTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rename_of_a_used_member_fails_the_consumer_at_its_use(bool running)
    {
        await using TemporaryMesh mesh = TemporaryMesh.Create();
        if (running)
        {
            await mesh.StartAsync("catalog");
        }

        CommandResult before = await mesh.BuildAsync("pricing", TemporaryMesh.Patient);
        Assert.True(before.ExitCode == 0, before.Everything);

        mesh.BreakCatalogsPromise();
        mesh.Edit("catalog/Contract.cs", "string Name, Category", "string Title, Category");
        mesh.Edit("catalog/Contract.cs", "<param name=\"Name\">The name on", "<param name=\"Title\">The name on");
        mesh.Edit("catalog/ProductStore.cs", "entry.Product.Name", "entry.Product.Title");
        CommandResult producer = await mesh.BuildAsync("catalog");
        Assert.True(producer.ExitCode == 0, producer.Everything);
        if (running)
        {
            CommandResult stop = await mesh.CellsAsync("stop", "catalog");
            Assert.True(stop.ExitCode == 0, stop.Everything);
            await mesh.StartAsync("catalog");
        }

        CommandResult after = await mesh.BuildAsync("pricing", TemporaryMesh.Patient);

        Assert.True(after.ExitCode == 1, after.Everything);
        Assert.Matches(@"Pricing\.cs\(\d+,\d+\): error CS1061: 'Product' does not contain a definition for 'Name'", after.Output);
        Assert.Matches(@"Pricing\.cs\(\d+,\d+\): error CELL2205: 'Product\.Name' was renamed to 'Title' in catalog 1\.0\.0\. Use 'Title'\.", after.Output);
        Assert.Contains(running ? "live" : "exported", after.Output, StringComparison.Ordinal);
    }
}
