using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>Clients and cells among the services of any host: a worker, a web application.</summary>
public class CellClientsTests
{
    [Fact]
    public async Task Client_is_one_service_with_and_without_its_key()
    {
        ServiceCollection services = new();
        AddEcho(services, "/nowhere");
        AddEcho(services, "/nowhere");
        await using ServiceProvider provider = services.BuildServiceProvider();

        EchoClient client = Assert.Single(provider.GetServices<EchoClient>());

        Assert.Same(client, provider.GetRequiredKeyedService<EchoClient>("echo"));
        Assert.Null(provider.GetKeyedService<EchoClient>("other"));
    }

    [Fact]
    public async Task Host_whose_manifest_names_every_dependency_starts()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[deps]\necho = \"../echo\"\n");
        using IHost host = CreateHost(directory.Path);

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task Host_whose_manifest_lacks_a_dependency_does_not_start()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[deps]\nother = \"../other\"\n");
        using IHost host = CreateHost(directory.Path);

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal("cell.toml: [deps] names no 'echo', which the program was built against", error.Message);
    }

    [Fact]
    public async Task Host_without_a_readable_manifest_does_not_start_and_says_where_it_looked()
    {
        using TemporaryDirectory directory = new();
        using IHost host = CreateHost(directory.Path);

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(Path.Combine(directory.Path, "cell.toml"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_with_a_directory_of_its_own_is_served_there()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCell<EchoCell>(options => options.Directory = directory.Path);
        using IHost host = builder.Build();
        await host.StartAsync();
        await using EchoClient client = new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError));

        Assert.Equal(5, await client.AddAsync(2, 3));

        await host.StopAsync();
    }

    internal static void AddEcho(IServiceCollection services, string directory)
        => CellClients.Add(services, "echo", _ => new EchoClient(CellChannel.ForDirectory(directory, EchoCell.TestContract, EchoClient.ReadError)));

    private static IHost CreateHost(string directory)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        AddEcho(builder.Services, directory);
        builder.Services.Configure<CellHostOptions>(options => options.Directory = directory);
        return builder.Build();
    }
}
