using Cells.Hosting;
using Shop;

return await CellHost.RunAsync<Depot>(args);
