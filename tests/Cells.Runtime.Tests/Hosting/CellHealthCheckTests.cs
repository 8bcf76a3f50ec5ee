using Cells.Directories;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>What a host says of its cell and of its clients' cells.</summary>
public class CellHealthCheckTests
{
    [Fact]
    public async Task Served_cell_is_healthy_from_start_to_stop()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        IHost host = await CellServiceTests.CreateHostAsync(CellDirectory.At(directory.Path), static services => services.AddLogging().AddHealthChecks().AddCell<EchoCell>());
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);

        await host.StartAsync();
        HealthReportEntry serving = (await health.CheckHealthAsync()).Entries["cell"];
        await host.StopAsync();
        HealthReportEntry stopped = (await health.CheckHealthAsync()).Entries["cell"];
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal((HealthStatus.Healthy, (object)0), (serving.Status, serving.Data["connections"]));
        Assert.Equal(HealthStatus.Unhealthy, stopped.Status);
    }

    [Fact]
    public async Task Client_is_healthy_while_its_cell_can_be_reached()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        ServiceCollection services = new();
        services.AddLogging().AddHealthChecks().AddCellClients(failureStatus: HealthStatus.Degraded, tags: ["ready"]);
        CellClientsTests.AddEcho(services, directory.Path);
        services.Configure<CellHostOptions>(options => options.Directory = directory.Path);
        // The manifest needs to name it.
        File.WriteAllText(Path.Combine(directory.Path, "cell.toml"), "[deps]\necho = \".\"\n");
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthCheckService health = provider.GetRequiredService<HealthCheckService>();

        HealthReportEntry before = (await health.CheckHealthAsync()).Entries["cell:echo"];
        IHost host = await CellServiceTests.CreateHostAsync(CellDirectory.At(directory.Path));
        await host.StartAsync();
        HealthReportEntry serving = (await health.CheckHealthAsync()).Entries["cell:echo"];
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal((HealthStatus.Degraded, (object)"Unavailable"), (before.Status, before.Data["status"]));
        Assert.Equal(["ready"], before.Tags);
        Assert.Equal(HealthStatus.Healthy, serving.Status);
    }

    [Fact]
    public async Task Client_that_a_test_replaced_is_not_asked()
    {
        ServiceCollection services = new();
        services.AddLogging().AddHealthChecks().AddCellClients("dependency/");
        CellClients.Add<ICloneable>(services, "echo", static _ => "no channel");
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal((HealthStatus.Healthy, "dependency/echo"), (report.Status, Assert.Single(report.Entries).Key));
    }
}
