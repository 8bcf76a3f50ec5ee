using Cells.Connections;
using Cells.Control;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Microsoft.Extensions.Logging;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>A server whose successor has another schema serves on whom that does not fit, for nearly as long as its drain may take, and nobody else.</summary>
public sealed class ServedOnTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly CellSchema Old = Of(Call("Get", "Int32", Parameter("id", "Int32")), Call("Same", "Int32"));

    private static readonly CellSchema New = Of(Call("Get", "Int32", Parameter("name", "String")), Call("Same", "Int32"));

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Client_that_the_successor_does_not_fit_is_served_on_until_the_last_part_of_the_drain_and_then_refused()
    {
        await using TestServer old = Serve(Old, "1");
        await using JsonClient client = Connect(new CellChannelOptions { ClientName = "pricing", ClientVersion = "9.9.9", Logger = _log });
        Assert.Equal("1", await client.CallAsync("Same"));
        await using TestServer next = Serve(New, "2");

        Task draining = DrainAsync(old);

        string told = await _log.WaitForAsync("'echo' 1.2.3 is served on for 28 s");
        Assert.Contains("Orders.Get", told, StringComparison.Ordinal);
        string serverTold = await old.Log.WaitForAsync("1.0.0, which comes next, does not fit 'pricing' 9.9.9, which is served on for at most 00:00:28");
        Assert.Contains("Orders.Get", serverTold, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromSeconds(27));
        Assert.Equal("1", await client.CallAsync("Get", """{"id":1}"""));
        Assert.False(draining.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));
        CellException refused = await Assert.ThrowsAsync<CellException>(async () =>
        {
            while (true)
            {
                Assert.Equal("1", await client.CallAsync("Same"));
            }
        });
        Assert.Equal((CellStatus.Incompatible, CallOutcome.NotExecuted), (refused.Status, refused.Outcome));
        Assert.Contains("Orders.Get", refused.Message, StringComparison.Ordinal);
        await draining;
    }

    [Fact]
    public async Task Client_whose_record_the_successor_fits_goes_at_once()
    {
        await using TestServer old = Serve(Old, "1", consumersOf: _directory.Path);
        ConsumerRecord record = TestConsumers.Record("pricing", entry: "call:Orders.Same", contract: JsonCell.ContractOf(Old));
        await using JsonClient client = Connect(TestConsumers.OptionsOf(record) with { UsedCalls = ["Same"], Logger = _log });
        Assert.Equal("1", await client.CallAsync("Same"));
        await using TestServer next = Serve(New, "2");

        await DrainAsync(old);

        Assert.Equal("2", await client.CallAsync("Same"));
        Assert.DoesNotContain(old.Log.Entries, static entry => entry.Message.Contains("served on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_that_fits_better_than_the_server_knows_goes_at_once()
    {
        await using TestServer old = Serve(Old, "1");
        await using JsonClient client = Connect(new CellChannelOptions { ClientName = "pricing", UsedCalls = ["Same"], Logger = _log });
        Assert.Equal("1", await client.CallAsync("Same"));
        await using TestServer next = Serve(New, "2");

        await DrainAsync(old);

        Assert.Equal("2", await client.CallAsync("Same"));
        Assert.DoesNotContain(_log.Entries, static entry => entry.Level == LogLevel.Warning && entry.Message.Contains("served on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drain_ends_with_the_last_client_that_is_served_on()
    {
        await using TestServer old = Serve(Old, "1");
        await using JsonClient client = Connect(new CellChannelOptions { Logger = _log });
        Assert.Equal("1", await client.CallAsync("Same"));
        await using TestServer next = Serve(New, "2");

        Task draining = DrainAsync(old);
        await _log.WaitForAsync("'echo' 1.2.3 is served on");
        await client.DisposeAsync();

        await draining;
    }

    [Fact]
    public async Task Drain_ends_when_nobody_is_to_be_served_on_any_longer()
    {
        await using TestServer old = Serve(Old, "1");
        await using JsonClient client = Connect(new CellChannelOptions { Logger = _log });
        Assert.Equal("1", await client.CallAsync("Same"));
        await using TestServer next = Serve(New, "2");

        Task draining = DrainAsync(old);
        await _log.WaitForAsync("'echo' 1.2.3 is served on");
        old.Server.EndServingOn();

        await draining;
        Assert.Equal(CellStatus.Incompatible, (await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Same"))).Status);
    }

    [Fact]
    public async Task Tools_and_clients_of_a_server_that_only_stops_are_not_served_on()
    {
        await using TestServer old = Serve(Old, "1");
        await using JsonClient tool = Connect(new CellChannelOptions { IsTool = true });
        Assert.Equal("1", await tool.CallAsync("Same"));
        await DrainAsync(old);

        await using TestServer stopping = Serve(Old, "1");
        await using JsonClient client = Connect(new CellChannelOptions());
        Assert.Equal("1", await client.CallAsync("Same"));
        await stopping.Server.DrainAsync(Timeout, "the cell stops", Successor());
    }

    [Fact]
    public async Task Clients_beyond_a_number_are_served_on_and_not_told_of()
    {
        await using TestServer old = Serve(Old, "1");
        List<JsonClient> clients = [];
        for (int i = 0; i <= ClientMisfit.Most; i++)
        {
            JsonClient client = Connect(new CellChannelOptions { ClientName = $"client{i}" });
            Assert.Equal("1", await client.CallAsync("Same"));
            clients.Add(client);
        }

        clients.Add(Connect(new CellChannelOptions { ClientName = "client7" }));
        Assert.Equal("1", await clients[^1].CallAsync("Same"));

        ClientMisfit[] misfits = await old.Server.FindMisfitsAsync(Successor()!, CancellationToken.None);

        Assert.Equal(ClientMisfit.Most, misfits.Length);
        Assert.Equal(("client7", 2), (misfits[0].Name, misfits[0].Connections));
        foreach (JsonClient client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static SuccessorSchema? Successor() => SuccessorSchema.Read(SchemaDocument.Write(New), JsonCell.ContractOf(Old));

    private static Task DrainAsync(TestServer server) => server.Server.DrainAsync(Timeout, "an upgrade", Successor(), servesMisfits: true);

    private TestServer Serve(CellSchema schema, string result, string? consumersOf = null)
        => new(clock: _clock, socketPath: _directory.File("cell.sock"), dispatcher: new JsonCell(schema, (_, _) => result), consumersOf: consumersOf);

    private JsonClient Connect(CellChannelOptions options) => JsonClient.ForSocket(_directory.File("cell.sock"), Old, options);
}
