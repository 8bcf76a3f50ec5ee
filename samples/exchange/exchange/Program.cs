using Cells.Hosting;
using Trading;

return await CellHost.RunAsync<Exchange>(args);
