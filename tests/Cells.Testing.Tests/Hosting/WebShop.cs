extern alias catalog;
extern alias pricing;

using Cells.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shop;

namespace Cells.Testing.Tests.Hosting;

/// <summary>A worker that serves the catalog, and an ASP.NET Core application that serves pricing beside its endpoints: sockets and directories as in production, in one process.</summary>
internal sealed class WebShop : IAsyncDisposable
{
    /// <summary>Longer than anything takes on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _root = Directory.CreateTempSubdirectory("cells-").FullName;
    private readonly IHost _worker;

    /// <summary>Makes both; none has started.</summary>
    /// <param name="dependencies">The <c>[deps]</c> of the application.</param>
    /// <param name="interceptor">What runs around the calls that the application's cell handles.</param>
    public WebShop(string dependencies = "catalog = \"../catalog\"\npricing = \".\"\nexchange = \"../exchange\"", IServerInterceptor? interceptor = null)
    {
        Write("catalog", "[cell]\nversion = \"1.0.0\"\n");
        Write("pricing", $"[cell]\nversion = \"1.0.0\"\n[deps]\n{dependencies}\n");
        _worker = CreateWorker();
        Web = CreateWeb(interceptor);
    }

    /// <summary>The ASP.NET Core application.</summary>
    public WebApplication Web { get; }

    /// <summary>Where the application serves its cell.</summary>
    public string CellDirectory => Path.Combine(_root, "pricing");

    /// <summary>Starts both.</summary>
    /// <returns>Calls the application over HTTP.</returns>
    public async Task<HttpClient> StartAsync()
    {
        await _worker.StartAsync();
        await Web.StartAsync();
        return new HttpClient { BaseAddress = new Uri(Web.Urls.Single()) };
    }

    /// <summary>The services of a program of its own, whose clients look for the application's cell and for the worker's.</summary>
    public ServiceProvider CreateOutsider()
    {
        ServiceCollection services = [];
        services.AddCellClients();
        services.Configure<CellHostOptions>(options => options.Directory = CellDirectory);
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing, where it has not started, or has stopped.
        await Web.StopAsync();
        await Web.DisposeAsync();
        await _worker.StopAsync();
        await ((IAsyncDisposable)_worker).DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private IHost CreateWorker()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(new catalog::Shop.ProductStore(
            [new catalog::Shop.Product(Storefront.Hammer.Sku, Storefront.Hammer.Name, catalog::Shop.Category.Tools, Storefront.Hammer.Price, Storefront.Hammer.Stock)]));
        builder.Services.AddCell<catalog::Shop.Catalog>(options => options.Directory = Path.Combine(_root, "catalog"));
        return builder.Build();
    }

    private WebApplication CreateWeb(IServerInterceptor? interceptor)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = Patience);
        builder.Services.AddCell<pricing::Shop.Pricing>(options => options.Directory = CellDirectory);
        builder.Services.AddCellClients();
        builder.Services.AddHealthChecks().AddCell<pricing::Shop.Pricing>().AddCellClients();
        if (interceptor is not null)
        {
            builder.Services.AddSingleton(interceptor);
        }

        WebApplication web = builder.Build();
        web.MapGet("/products/{sku}", static ([FromKeyedServices("catalog")] ICatalog catalog, string sku, CancellationToken cancel) => catalog.GetAsync(sku, cancel));
        web.MapGet("/prices/{sku}", static async (string sku, IPricing pricing, CancellationToken cancel)
            => (await pricing.WithDeadline(Patience).PriceAsync(sku, 2, "DE", cancel)).Net);
        web.MapHealthChecks("/health");
        web.MapHealthChecks("/health/cell", new HealthCheckOptions { Predicate = static check => check.Name == "cell" });
        return web;
    }

    private void Write(string cell, string manifest)
    {
        Directory.CreateDirectory(Path.Combine(_root, cell));
        File.WriteAllText(Path.Combine(_root, cell, "cell.toml"), manifest);
    }
}
