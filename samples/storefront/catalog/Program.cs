using Cells.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shop;

ProductStore products;
try
{
    // A cell's working directory is its cell directory, where the data lies.
    products = new ProductStore(ProductFile.Read("products.csv"));
}
catch (ProductFileException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

return await CellHost.RunAsync<Catalog>(args, builder => builder.Services.AddSingleton(products));
