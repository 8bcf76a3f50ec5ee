using System.Threading.Channels;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Hosting;

/// <summary>A cell's starts and ends as another process sees them.</summary>
public sealed class CellWatcherTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new TemporaryDirectory().WithManifest("");
    private readonly Channel<CellSighting> _sightings = Channel.CreateUnbounded<CellSighting>();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_crash_and_restart_are_seen_in_their_order()
    {
        using CancellationTokenSource ending = new();
        Task watching = WatchAsync(ending.Token);
        Assert.IsType<CellSighting.Stopped>(await ReadAsync());

        using CellProcess first = await CellProcess.StartServingAsync(_directory.Path);
        CellSchemaAnswer before = Assert.IsType<CellSighting.Running>(await ReadAsync()).Answer;
        Assert.Equal((EchoCell.TestContract.Fingerprint, EchoCell.TestContract.Schema), (before.Fingerprint, before.Schema));
        first.Kill();
        await first.WaitForExitAsync();
        Assert.IsType<CellSighting.Stopped>(await ReadAsync());

        using CellProcess second = await CellProcess.StartServingAsync(_directory.Path);
        Assert.NotEqual(before.Incarnation, Assert.IsType<CellSighting.Running>(await ReadAsync()).Answer.Incarnation);
        Assert.Empty((await CellConsumersQuery.AskAsync(CellDirectory.At(_directory.Path).SocketPath, TimeSpan.FromMinutes(1))).Consumers);

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        second.Terminate();
        Assert.Equal(0, await second.WaitForExitAsync());
    }

    [Fact]
    public async Task Cell_that_stops_after_a_build_with_another_schema_is_seen_leaving()
    {
        using CancellationTokenSource ending = new();
        using CellProcess process = await CellProcess.StartServingAsync(_directory.Path);
        Task watching = WatchAsync(ending.Token);
        Assert.IsType<CellSighting.Running>(await ReadAsync());
        Schema.CellSchema built = Schema.Tests.Contract.Of(Schema.Tests.Contract.Call("Get", "Int32")) with { Version = "2.0.0" };
        CellDirectory cell = CellDirectory.At(_directory.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(cell.ExportPath)!);
        await File.WriteAllTextAsync(cell.ExportPath, Schema.SchemaDocument.Write(built));

        process.Terminate();

        Assert.Equal(new CellSighting.Leaving("2.0.0", Schema.SchemaFingerprint.Compute(built)), await ReadAsync());
        Assert.IsType<CellSighting.Stopped>(await ReadAsync());
        Assert.Equal(0, await process.WaitForExitAsync());
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        await foreach (CellSighting sighting in CellWatcher.WatchAsync(CellDirectory.At(_directory.Path), cancellationToken))
        {
            _sightings.Writer.TryWrite(sighting);
        }
    }

    private async Task<CellSighting> ReadAsync()
    {
        using CancellationTokenSource overdue = new(TimeSpan.FromMinutes(1));
        return await _sightings.Reader.ReadAsync(overdue.Token);
    }
}
