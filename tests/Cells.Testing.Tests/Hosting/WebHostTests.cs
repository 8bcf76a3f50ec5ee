using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Shop;

namespace Cells.Testing.Tests.Hosting;

/// <summary>A cell in a plain ASP.NET Core application, on Kestrel, beside its endpoints.</summary>
public class WebHostTests
{
    private static readonly string Sku = Storefront.Hammer.Sku;

    [Fact]
    public async Task Endpoints_and_cell_are_served_by_one_application()
    {
        await using WebShop shop = new();
        using HttpClient http = await shop.StartAsync();
        await using ServiceProvider outsider = shop.CreateOutsider();

        Product? product = await http.GetFromJsonAsync<Product>($"/products/{Sku}");
        decimal net = await http.GetFromJsonAsync<decimal>($"/prices/{Sku}");
        PricedLine line = await outsider.GetRequiredService<IPricing>().PriceAsync(Sku, 2, "DE");

        Assert.Equal((Storefront.Hammer.Name, 25.00m, 25.00m), (product?.Name, net, line.Net));
        Assert.Same(shop.Web.Services.GetRequiredService<ICatalog>(), shop.Web.Services.GetRequiredKeyedService<ICatalog>("catalog"));
    }

    [Fact]
    public async Task Health_is_that_of_the_cell_and_of_each_dependency()
    {
        await using WebShop shop = new();
        using HttpClient http = await shop.StartAsync();

        using HttpResponseMessage cell = await http.GetAsync("/health/cell");
        using HttpResponseMessage all = await http.GetAsync("/health");
        HealthReport report = await shop.Web.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        // Nobody serves the exchange.
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (cell.StatusCode, all.StatusCode));
        Assert.Equal(
            // The catalog twice: pricing has a client of its own.
            [
                ("cell", HealthStatus.Healthy),
                ("cell:catalog", HealthStatus.Healthy),
                ("cell:catalog (Cells.Testing.Tests)", HealthStatus.Healthy),
                ("cell:exchange", HealthStatus.Unhealthy),
                ("cell:pricing", HealthStatus.Healthy),
            ],
            report.Entries.Select(static entry => (entry.Key, entry.Value.Status)).OrderBy(static entry => entry.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Shutdown_lets_requests_and_then_calls_end()
    {
        Gate gate = new();
        await using WebShop shop = new(interceptor: gate);
        using HttpClient http = await shop.StartAsync();
        await using ServiceProvider outsider = shop.CreateOutsider();
        Task<decimal> request = http.GetFromJsonAsync<decimal>($"/prices/{Sku}");
        Task<PricedLine> call = outsider.GetRequiredService<IPricing>().WithMetadata(Gate.OutsideKey, "").WithDeadline(WebShop.Patience).PriceAsync(Sku, 4, "DE").AsTask();
        await Task.WhenAll(gate.Requests.Entered.Task, gate.Calls.Entered.Task);

        Task stopping = shop.Web.StopAsync();
        await WaitUntilAsync(async () => await RefusesAsync(http.BaseAddress!));
        Assert.False(request.IsCompleted || call.IsCompleted || stopping.IsCompleted);
        gate.Requests.Opened.SetResult();
        Assert.Equal(25.00m, await request);

        // What came over HTTP may need the cell, which is therefore drained after it.
        HealthCheckService health = shop.Web.Services.GetRequiredService<HealthCheckService>();
        await WaitUntilAsync(async () => (await health.CheckHealthAsync(static check => check.Name == "cell")).Status == HealthStatus.Unhealthy);
        Assert.False(call.IsCompleted || stopping.IsCompleted);
        gate.Calls.Opened.SetResult();
        Assert.Equal(50.00m, (await call).Net);

        await stopping;
        Assert.False(File.Exists(Path.Combine(shop.CellDirectory, "run", "public", "cell.sock")));
    }

    [Fact]
    public async Task Application_whose_manifest_lacks_a_dependency_does_not_start()
    {
        await using WebShop shop = new(dependencies: "catalog = \"../catalog\"");

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(shop.StartAsync);

        Assert.Contains("[deps] names no 'exchange', 'pricing'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(shop.CellDirectory, "run", "public", "cell.sock")));
    }

    private static async Task<bool> RefusesAsync(Uri address)
    {
        // A connection of its own: one that is kept alive proves nothing.
        using HttpClient http = new() { BaseAddress = address };
        try
        {
            using HttpResponseMessage response = await http.GetAsync("/health/cell");
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; !await condition(); i++)
        {
            Assert.True(i < 3_000, "the condition did not come true");
            await Task.Delay(10);
        }
    }

    /// <summary>Holds up the calls of the cell: those that the application makes itself, and those from outside.</summary>
    private sealed class Gate : IServerInterceptor
    {
        public const string OutsideKey = "outside";

        public Passage Requests { get; } = new();

        public Passage Calls { get; } = new();

        public async ValueTask InvokeAsync(CallContext call, Func<CallContext, ValueTask> next)
        {
            Passage passage = call.Metadata.ContainsKey(OutsideKey) ? Calls : Requests;
            passage.Entered.TrySetResult();
            await passage.Opened.Task;
            await next(call);
        }
    }

    private sealed class Passage
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
