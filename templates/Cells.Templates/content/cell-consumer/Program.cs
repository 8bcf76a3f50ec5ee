using Microsoft.Extensions.DependencyInjection;

// The build asked the cell for its schema, and generated an interface and a client of it; AddCellClients is generated, too.
ServiceCollection services = new();
services.AddCellClients();
foreach (ServiceDescriptor client in services.Where(static service => service.IsKeyedService))
{
    // Take it as a constructor parameter, or connect: await using MyCellClient cell = await MyCellClient.ConnectAsync();
    Console.WriteLine($"ready to call {client.ServiceKey}: {client.ServiceType}");
}
