using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>A cell in a generic host, in this process.</summary>
public class CellServiceTests
{
    [Fact]
    public async Task Host_serves_while_it_runs_and_disposes_the_cell_after()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        IHost host = await CreateHostAsync(cell);
        await host.StartAsync();
        EchoCell instance = host.Services.GetRequiredService<EchoCell>();
        await using EchoClient client = new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError));
        Assert.Equal(3, await client.AddAsync(1, 2));
        Assert.Equal(Environment.ProcessId, CellState.Read(cell)!.ProcessId);

        await host.StopAsync();
        Assert.False(instance.IsDisposed);
        await ((IAsyncDisposable)host).DisposeAsync();
        Assert.True(instance.IsDisposed);
        Assert.Null(CellState.Read(cell));
    }

    [Fact]
    public async Task Host_removes_what_a_crash_left_behind()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        File.WriteAllText(cell.SocketPath, "stale");
        File.WriteAllText(Path.Combine(cell.PublicPath, ".4711.sock"), "half bound");
        IHost host = await CreateHostAsync(cell);
        await host.StartAsync();
        Assert.Equal(["cell.sock"], Directory.GetFileSystemEntries(cell.PublicPath).Select(Path.GetFileName));
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Host_that_stops_after_a_build_with_another_schema_tells_its_clients_what_comes()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        IHost host = await CreateHostAsync(cell);
        await host.StartAsync();
        await using CellChannel channel = CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError);
        TaskCompletionSource<CellSchemaChangedEventArgs> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.SchemaChanged += (_, change) => changed.TrySetResult(change);
        await channel.ConnectAsync();
        CellSchema built = Schema.Tests.Contract.Of(Schema.Tests.Contract.Call("Get", "Int32")) with { Version = "2.0.0" };
        Directory.CreateDirectory(Path.GetDirectoryName(cell.ExportPath)!);
        await File.WriteAllTextAsync(cell.ExportPath, SchemaDocument.Write(built));

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        CellSchemaChangedEventArgs change = await changed.Task;
        Assert.Equal(("2.0.0", SchemaFingerprint.Compute(built)), (change.Version, change.Fingerprint));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{ half")]
    public async Task Host_that_stops_without_a_readable_export_announces_nothing_and_stops(string? export)
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        IHost host = await CreateHostAsync(cell);
        await host.StartAsync();
        if (export is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cell.ExportPath)!);
            await File.WriteAllTextAsync(cell.ExportPath, export);
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        Assert.Null(CellState.Read(cell));
    }

    [Fact]
    public async Task Host_that_stops_has_written_down_whom_it_met()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        CellDirectory cell = CellDirectory.At(directory.Path);
        IHost host = await CreateHostAsync(cell);
        await host.StartAsync();
        await using (EchoClient client = new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError, TestConsumers.OptionsOf(TestConsumers.Record()))))
        {
            Assert.Equal(3, await client.AddAsync(1, 2));
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(TestConsumers.Record(), Assert.Single(Assert.Single(ConsumerDirectory.Of(cell).ReadMet()).Content!.Builds).Record);
    }

    internal static async Task<IHost> CreateHostAsync(CellDirectory cell, Action<IServiceCollection>? configure = null)
    {
        cell.CreateRunDirectory();
        CellLock held = Assert.IsType<CellLock>(await CellLock.TryAcquireAsync(cell, CancellationToken.None));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new CellHold(cell, cell.ReadManifest(), held));
        builder.Services.AddSingleton(held);
        builder.Services.AddCell<EchoCell>();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
