using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>Interceptors that are registered as services.</summary>
public class InterceptorServiceTests
{
    [Fact]
    public async Task Server_interceptors_that_are_services_run_around_the_cells_own_calls_and_no_others()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        Recorder recorder = new();
        IHost host = await CellServiceTests.CreateHostAsync(cell, services => services.AddSingleton<IServerInterceptor>(recorder));
        await host.StartAsync();
        await using EchoClient client = new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError));
        await using CellSystemClient system = CellSystemClient.ForDirectory(cell);

        await system.HealthAsync();
        Assert.Equal(3, await client.AddAsync(1, 2));

        Assert.Equal(["Test.Echo#0"], recorder.Calls);
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public void Channel_takes_clock_and_interceptors_from_the_services_in_their_order()
    {
        ManualClock clock = new();
        Recorder first = new();
        Recorder second = new();
        using ServiceProvider services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton<IClientInterceptor>(first)
            .AddSingleton<IClientInterceptor>(second)
            .BuildServiceProvider();

        CellChannelOptions options = new CellChannelOptions().TakeFrom(services, "Test.Echo");

        Assert.Same(clock, options.TimeProvider);
        Assert.Equal([first, second], options.Interceptors);
    }

    private sealed class Recorder : IServerInterceptor, IClientInterceptor
    {
        public List<string> Calls { get; } = [];

        public ValueTask InvokeAsync(CallContext call, Func<CallContext, ValueTask> next)
        {
            Calls.Add(call.Call);
            return next(call);
        }

        public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next)
        {
            Calls.Add(call.Name);
            return next(call);
        }
    }
}
