extern alias catalog;
extern alias pricing;

using Microsoft.Extensions.DependencyInjection;
using Shop;

namespace Cells.Testing.Tests;

/// <summary>The storefront's cells in a mesh of the test's own.</summary>
internal static class Storefront
{
    public static readonly Product Hammer = new("TL-00042", "Hammer", Category.Tools, 12.50m, 100);

    /// <summary>Adds the pricing cell itself.</summary>
    public static TestCell<pricing::Shop.Pricing> AddPricing(this TestMesh mesh) => mesh.AddCell<pricing::Shop.Pricing>("pricing");

    /// <summary>Adds the catalog itself, with one product.</summary>
    public static TestCell<catalog::Shop.Catalog> AddCatalog(this TestMesh mesh)
        => mesh.AddCell<catalog::Shop.Catalog>("catalog", static services => services.AddSingleton(
            new catalog::Shop.ProductStore([new catalog::Shop.Product(Hammer.Sku, Hammer.Name, catalog::Shop.Category.Tools, Hammer.Price, Hammer.Stock)])));

    /// <summary>Adds a catalog that answers as the test says.</summary>
    public static FakeCell<ICatalog> AddFakeCatalog(this TestMesh mesh)
        => mesh.AddFake<ICatalog>("catalog", CatalogContract.Contract, static channel => new CatalogClient(channel));

    /// <summary>A client of a cell, for the test.</summary>
    public static T Connect<T>(this TestMesh mesh)
        where T : notnull
        => mesh.AddProgram("test", static services => services.AddCellClients()).GetRequiredService<T>();
}
