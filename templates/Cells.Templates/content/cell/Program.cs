using Cells.Hosting;
using CellNamespace;

return await CellHost.RunAsync<CellClass>(args);
