using Cells.Hosting;
using Cells.Start;

return await CellHost.RunAsync<Starter>(args);
