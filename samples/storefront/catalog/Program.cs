using Cells.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Shop;

using Otlp? otlp = Otlp.Export("catalog", args.Contains(Otlp.Argument));
try
{
    // The host makes the cell's directory the working directory first, so the data is found wherever the program was started.
    return await CellHost.RunAsync<Catalog>(args, static builder =>
        builder.Services.AddSingleton(new ProductStore(ProductFile.Read("products.csv"))));
}
catch (ProductFileException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
