using Cells.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>What a cell without services of its own is made from.</summary>
public class ComposedServicesTests
{
    [Fact]
    public async Task What_generated_code_makes_is_made_once_and_disposed_in_reverse()
    {
        List<string> disposed = [];
        ComposedServices services = Compose();
        services.AddSingleton<Probe>(_ => new Probe("client", disposed));

        Probe client = services.GetRequiredService<Probe>();
        services.Own(new Probe("cell", disposed));
        Assert.Same(client, services.GetRequiredService<Probe>());
        await services.DisposeAsync();

        Assert.Equal(["cell", "client"], disposed);
    }

    [Fact]
    public void Loggers_clock_and_interceptors_are_there()
    {
        ComposedServices services = Compose();

        Assert.NotNull(services.GetService<ILoggerFactory>());
        Assert.Same(TimeProvider.System, services.GetService<TimeProvider>());
        Assert.Empty(services.GetServices<IClientInterceptor>());
    }

    [Fact]
    public void Anything_else_takes_a_container()
    {
        ComposedServices services = Compose();

        Assert.Throws<UnknownServiceException>(() => services.GetService<IHostEnvironment>());
        Assert.Throws<UnknownServiceException>(() => services.GetRequiredService<string>());
        Assert.Throws<UnknownServiceException>(() => services.GetRequiredKeyedService<string>("key"));
        Assert.Throws<UnknownServiceException>(() => services.GetKeyedService<string>("key"));
    }

    private static ComposedServices Compose() => new(new StandardOutputLog(Stream.Null, LogLevel.Information));

    private sealed class Probe(string name, List<string> disposed) : IDisposable
    {
        public void Dispose() => disposed.Add(name);
    }
}
