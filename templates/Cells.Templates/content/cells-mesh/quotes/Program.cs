using Cells.Hosting;
using Mesh;

return await CellHost.RunAsync<Quotes>(args);
