using System.Diagnostics.Metrics;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>What the instruments measure.</summary>
[Collection(TelemetryCollection.Name)]
public class MetricTests
{
    private const string ClientDuration = "rpc.client.call.duration";
    private const string ServerDuration = "rpc.server.call.duration";

    [Fact]
    public async Task Durations_of_calls_are_measured_in_seconds_by_method_and_status()
    {
        using RecordedMeasurements measurements = new();
        await using TracedCell cell = TracedCell.Serve(
            "Shop.Catalog", "Get", static (_, text) => text == "x" ? new(text) : throw new CellException(CellStatus.NotFound, "none"));

        await cell.RunAsync("x");
        await Assert.ThrowsAsync<CellException>(async () => await cell.RunAsync("y"));

        string address = cell.Server.SocketPath;
        RecordedMeasurement[] client = [.. measurements.Of(ClientDuration).Where(measured => measured["server.address"] == address)];
        RecordedMeasurement[] server = [.. measurements.Of(ServerDuration).Where(measured => measured["server.address"] == address)];
        Assert.All(client.Concat(server), static measured => Assert.Equal(("cells", "Shop.Catalog/Get"), (measured["rpc.system.name"], measured["rpc.method"])));
        Assert.All(client.Concat(server), static measured => Assert.True(measured.Value > 0));
        Assert.Equal([("OK", null), ("NotFound", "NotFound")], client.Select(static measured => (measured["rpc.response.status_code"], measured["error.type"])));
        // What is not there is the caller's error, not the server's.
        Assert.Equal([("OK", null), ("NotFound", null)], server.Select(static measured => (measured["rpc.response.status_code"], measured["error.type"])));
    }

    [Fact]
    public async Task Duration_is_that_of_the_span()
    {
        using RecordedSpans spans = new();
        using RecordedMeasurements measurements = new();
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", static (_, text) => new(text));

        await cell.RunAsync("x");

        Assert.Equal(spans.Single(System.Diagnostics.ActivityKind.Client, "Shop.Catalog/Get").Duration.TotalSeconds, Assert.Single(measurements.Of(ClientDuration)).Value);
        Assert.Equal(spans.Single(System.Diagnostics.ActivityKind.Server, "Shop.Catalog/Get").Duration.TotalSeconds, Assert.Single(measurements.Of(ServerDuration)).Value);
    }

    [Theory]
    [InlineData(ClientDuration)]
    [InlineData(ServerDuration)]
    public void Histogram_advises_the_buckets_of_the_conventions(string name)
    {
        using RecordedMeasurements measurements = new(static _ => false);
        // The instruments are made with the first call or connection of the process.
        Assert.False(Cells.Telemetry.CallTelemetry.ObservesClients);

        Histogram<double> histogram = Assert.IsType<Histogram<double>>(Assert.Single(measurements.Instruments, instrument => instrument.Name == name));

        Assert.Equal("s", histogram.Unit);
        Assert.Equal([0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10], histogram.Advice!.HistogramBucketBoundaries!);
    }

    [Fact]
    public async Task Connections_calls_and_those_that_wait_are_counted_when_they_are_observed()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient(new CellLimits { MaxInflight = 1 });
        Task first = client.WaitAsync().AsTask();
        await server.Cell.Waiting.Task;
        Task second = client.WaitAsync().AsTask();
        using RecordedMeasurements measurements = new();

        await Condition.WaitAsync(() => measurements.Observe(server.SocketPath).GetValueOrDefault("cells.client.waiting_calls") == 1);

        IReadOnlyDictionary<string, double> observed = measurements.Observe(server.SocketPath);
        Assert.Equal((1, 1), (observed["cells.client.open_connections"], observed["cells.server.open_connections"]));
        Assert.Equal((1, 1), (observed["cells.client.active_calls"], observed["cells.server.active_calls"]));
        Assert.Equal((0, 0), (observed["cells.client.queued_bytes"], observed["cells.server.queued_bytes"]));
        server.Cell.Open();
        await Task.WhenAll(first, second);
        await client.DisposeAsync();
        await Condition.WaitAsync(() => measurements.Observe(server.SocketPath).Count == 0);
    }

    [Fact]
    public async Task Streams_are_counted_while_they_are_open()
    {
        StreamCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<StreamCell>(cell));
        await using StreamClient client = StreamClient.Of(server);
        using RecordedMeasurements measurements = new();
        cell.Step();

        await foreach (int item in client.StepsAsync())
        {
            IReadOnlyDictionary<string, double> observed = measurements.Observe(server.SocketPath);
            Assert.Equal((1, 1), (observed["cells.client.open_streams"], observed["cells.server.open_streams"]));
            break;
        }

        await Condition.WaitAsync(() => measurements.Observe(server.SocketPath) is { } observed
            && (observed["cells.client.open_streams"], observed["cells.server.open_streams"]) == (0, 0));
    }

    [Fact]
    public async Task Bytes_that_a_peer_does_not_take_are_counted()
    {
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(new ManualClock());
        ScriptedClient client = new(channel);
        using RecordedMeasurements measurements = new();
        double before = measurements.Observe(null)["cells.client.queued_bytes"];

        Task[] stuck = [.. Enumerable.Range(0, 4).Select(_ => client.RunAsync(new string('x', 200_000)).AsTask())];

        // The first is handed over, the others wait behind it.
        Assert.Equal(3 * 200_000, measurements.Observe(null)["cells.client.queued_bytes"] - before, tolerance: 10_000);
        await client.DisposeAsync();
        server.Dispose();
        await Assert.ThrowsAsync<CellException>(() => Task.WhenAll(stuck));
    }
}
