using Cells.Hosting;
using Shop;

using Otlp? otlp = Otlp.Export("pricing", args.Contains(Otlp.Argument));
return await CellHost.RunAsync<Pricing>(args);
