using Shop;

namespace Cells.Testing.Tests;

/// <summary>Real cells, connected in memory.</summary>
public class TestMeshTests
{
    [Fact]
    public async Task Call_through_two_cells_is_answered_by_the_second()
    {
        await using TestMesh mesh = new();
        mesh.AddPricing();
        mesh.AddCatalog();

        PricedLine line = await mesh.Connect<IPricing>().PriceAsync(Storefront.Hammer.Sku, 2, "DE");

        Assert.Equal((25.00m, 4.75m), (line.Net, line.Tax));
        Assert.Equal(Storefront.Hammer.Name, line.Product.Name);
    }

    [Fact]
    public async Task Declared_error_of_a_cell_arrives_as_its_type()
    {
        await using TestMesh mesh = new();
        mesh.AddCatalog();

        OutOfStock error = await Assert.ThrowsAsync<OutOfStock>(async () => await mesh.Connect<ICatalog>().ReserveAsync(Storefront.Hammer.Sku, 101));

        Assert.Equal((101, 100), (error.Wanted, error.Left));
    }

    [Fact]
    public async Task Dependency_that_the_mesh_lacks_is_named()
    {
        await using TestMesh mesh = new();
        mesh.AddCatalog();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await mesh.Connect<IPricing>().TaxRatesAsync());

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal("the mesh has no cell 'pricing'; it has: catalog", error.Message);
    }

    [Fact]
    public async Task Second_cell_of_a_name_is_refused()
    {
        await using TestMesh mesh = new();
        mesh.AddCatalog();

        Assert.Throws<ArgumentException>(() => mesh.AddFakeCatalog());
    }

    [Fact]
    public async Task Killed_cell_is_unavailable_until_it_starts_again()
    {
        await using TestMesh mesh = new();
        TestCell catalog = mesh.AddCatalog();
        ICatalog client = mesh.Connect<ICatalog>();
        Assert.Equal(Storefront.Hammer, await client.GetAsync(Storefront.Hammer.Sku));

        catalog.Kill();
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.WithDeadline(TimeSpan.FromMilliseconds(50)).ReserveAsync(Storefront.Hammer.Sku, 1));
        catalog.Start();

        Assert.Contains(error.Status, new[] { CellStatus.Unavailable, CellStatus.DeadlineExceeded });
        Assert.False(error.Outcome == CallOutcome.Executed);
        Assert.Equal(Storefront.Hammer, await client.GetAsync(Storefront.Hammer.Sku));
        Assert.True(catalog.IsRunning);
    }

    [Fact]
    public async Task Stopped_cell_lets_its_connections_go_and_can_be_started()
    {
        await using TestMesh mesh = new();
        TestCell catalog = mesh.AddCatalog();
        ICatalog client = mesh.Connect<ICatalog>();
        await client.GetAsync(Storefront.Hammer.Sku);

        await catalog.StopAsync();
        Assert.False(catalog.IsRunning);
        catalog.Start();

        Assert.Equal(Storefront.Hammer, await client.GetAsync(Storefront.Hammer.Sku));
        Assert.Throws<InvalidOperationException>(catalog.Start);
    }
}
