// A generic host with nothing in it, or with a cell.
using Cells.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateApplicationBuilder();
if (args is ["cell"])
{
    builder.Services.AddCell<Starter>();
}

using IHost host = builder.Build();
await host.StartAsync();
Console.Out.WriteLine("started");
await host.WaitForShutdownAsync();
