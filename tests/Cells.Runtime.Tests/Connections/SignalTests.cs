using System.Threading.Channels;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>A client learns that the cell has another schema: by a signal, or when it connects again.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly CellSchema Old = Of(
        Call("Get", "Shop.Order", Parameter("id", "Int32")), Call("Same", "Int32"), Record("Shop.Order", Positional("Id", "Int32"), Positional("Note", "String")));

    private static readonly CellSchema New = Of(
        Call("Get", "Shop.Order", Parameter("id", "Int32")), Call("Same", "Int32"), Call("Added", "Int32"), Record("Shop.Order", Positional("Id", "Int32")));

    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<CellSchemaChangedEventArgs> _changes = Channel.CreateUnbounded<CellSchemaChangedEventArgs>();

    private string SocketPath => _directory.File("cell.sock");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Announced_schema_is_raised_once_and_not_again_when_it_comes()
    {
        JsonClient client;
        await using (TestServer server = Serve(Old))
        {
            client = CreateClient();
            Assert.Equal("1", await client.CallAsync("Same"));
            server.Server.AnnounceSchema(FingerprintOf(New), "2.0.0");
            server.Server.AnnounceSchema(FingerprintOf(New), "2.0.0");
            CellSchemaChangedEventArgs change = await _changes.Reader.ReadAsync();
            Assert.Equal(("echo", "2.0.0", FingerprintOf(New), false), (change.Cell, change.Version, change.Fingerprint, change.IsOwn));
        }

        await using (TestServer server = Serve(New))
        {
            Assert.Equal("1", await client.CallAsync("Same"));
        }

        await using (TestServer server = Serve(Old))
        {
            Assert.Equal("1", await client.CallAsync("Same"));
            CellSchemaChangedEventArgs back = await _changes.Reader.ReadAsync();
            Assert.Equal((FingerprintOf(Old), true), (back.Fingerprint, back.IsOwn));
        }

        await client.DisposeAsync();
        Assert.False(_changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Another_schema_after_a_restart_is_raised_and_what_it_means_is_logged()
    {
        RecordingLog log = new();
        JsonClient client = CreateClient(new CellChannelOptions { ClientName = "pricing", UsedCalls = ["Get", "Same"], Logger = log });
        await using (TestServer server = Serve(Old))
        {
            Assert.Equal("1", await client.CallAsync("Same"));
        }

        Assert.Empty(log.Entries);
        CellSchema widened = Of(
            Call("Get", "Shop.Order", Parameter("id", "Int32")), Call("Same", "Int32"),
            Record("Shop.Order", Positional("Id", "Int32"), Positional("Note", "String"), Positional("Extra", "String")));
        await using TestServer next = Serve(widened);
        Assert.Equal("1", await client.CallAsync("Same"));

        Assert.Equal(FingerprintOf(widened), (await _changes.Reader.ReadAsync()).Fingerprint);
        string message = await log.WaitForAsync("'echo' 1.2.3 has another schema");
        Assert.Contains(FingerprintOf(widened)[..12], message, StringComparison.Ordinal);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Schema_that_is_refused_is_raised_too()
    {
        JsonClient client = CreateClient();
        await using (TestServer server = Serve(Old))
        {
            Assert.Equal("1", await client.CallAsync("Same"));
        }

        CellSchema breaking = Of(Call("Same", "String", Parameter("signals", "Int32")));
        await using TestServer next = Serve(breaking);
        CellException refusal = await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Same"));

        Assert.Equal(CellStatus.Incompatible, refusal.Status);
        Assert.Equal(FingerprintOf(breaking), (await _changes.Reader.ReadAsync()).Fingerprint);
        await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Same"));
        await client.DisposeAsync();
        Assert.False(_changes.Reader.TryRead(out _));
    }

    [Fact]
    public async Task What_concerns_the_client_is_logged_with_its_findings()
    {
        RecordingLog log = new();
        await using TestServer server = Serve(New);
        ConsumerRecord record = TestConsumers.Record("pricing", entry: "call:Orders.Get", contract: JsonCell.ContractOf(Old)) with
        {
            Kinds = [UsageKinds.Call, UsageKinds.Read],
            Uses = [new RecordedUse("call:Orders.Get", []), new RecordedUse("read:Order.Note", [])],
        };
        await using JsonClient reads = CreateClient(TestConsumers.OptionsOf(record) with { UsedCalls = ["Same"], Logger = log });

        Assert.Equal("1", await reads.CallAsync("Same"));

        string message = await log.WaitForAsync("'echo' 1.2.3 has another schema");
        Assert.Contains("What is different for this program:", message, StringComparison.Ordinal);
        Assert.Contains("CELL2204 Order.Note: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_of_unknown_kinds_and_without_a_fingerprint_are_skipped()
    {
        await using TestServer server = Serve(Old);
        await using JsonClient client = CreateClient();
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        await using CellChannel channel = CellChannel.Over(clientEnd, EchoCell.TestContract, EchoClient.ReadError);
        channel.SchemaChanged += (_, change) => _changes.Writer.TryWrite(change);
        Task connecting = channel.ConnectAsync().AsTask();
        await AcceptAsync(serverEnd);
        await connecting;

        await SendAsync(serverEnd, new SignalBody((SignalKind)77, new string('b', 64), "2.0.0"));
        await SendAsync(serverEnd, new SignalBody(SignalKind.SchemaChanged, "../../no fingerprint", "2.0.0"));
        await SendAsync(serverEnd, new SignalBody(SignalKind.SchemaChanged, new string('c', 64), "3.0.0"));

        Assert.Equal("3.0.0", (await _changes.Reader.ReadAsync()).Version);
        serverEnd.Dispose();
    }

    [Fact]
    public async Task Handler_that_throws_is_logged_and_the_next_change_still_comes()
    {
        RecordingLog log = new();
        await using TestServer server = Serve(Old);
        await using JsonClient client = CreateClient(new CellChannelOptions { Logger = log });
        client.Channel.SchemaChanged += (_, change) => throw new InvalidOperationException(change.Version);
        Assert.Equal("1", await client.CallAsync("Same"));

        server.Server.AnnounceSchema(FingerprintOf(New), "2.0.0");
        await _changes.Reader.ReadAsync();
        await log.WaitForAsync("A handler of SchemaChanged failed");
        server.Server.AnnounceSchema(new string('d', 64), "3.0.0");

        Assert.Equal("3.0.0", (await _changes.Reader.ReadAsync()).Version);
        Assert.Equal("1", await client.CallAsync("Same"));
    }

    [Fact]
    public async Task Client_that_signals_breaks_the_protocol_and_reaches_nobody()
    {
        await using TestServer server = Serve(Old);
        await using JsonClient other = CreateClient();
        Assert.Equal("1", await other.CallAsync("Same"));
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        await ClientHandshake.GreetAsync(client, new ChannelClient(JsonCell.ContractOf(Old), EchoClient.ReadError, new CellChannelOptions()).Hello, CancellationToken.None);

        await SendAsync(client, new SignalBody(SignalKind.SchemaChanged, FingerprintOf(New), "6.6.6"));
        await serving;

        Assert.Contains("a Signal frame came", await server.Log.WaitForAsync("The connection to"), StringComparison.Ordinal);
        server.Server.AnnounceSchema(FingerprintOf(New), "2.0.0");
        Assert.Equal("2.0.0", (await _changes.Reader.ReadAsync()).Version);
        client.Dispose();
    }

    private static string FingerprintOf(CellSchema schema) => SchemaFingerprint.Compute(schema);

    private static async Task SendAsync(InMemoryTransport transport, SignalBody signal)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        signal.Write(buffer);
        await FrameExchange.SendAsync(transport.Output, FrameType.Signal, buffer.WrittenMemory, CancellationToken.None);
    }

    private static async Task AcceptAsync(InMemoryTransport server)
    {
        (_, byte[] hello) = await FrameExchange.ReceiveAsync(server.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
        Assert.True(Hello.Read(hello).TakesSignals);
        using PayloadBuffer welcome = PayloadBuffer.Rent();
        new Welcome { ServerName = "fake", ServerVersion = "0.0.0", Contract = "Test.Echo", Fingerprint = EchoCell.TestContract.Fingerprint, Incarnation = Guid.NewGuid() }.Write(welcome);
        await FrameExchange.SendAsync(server.Output, FrameType.Welcome, welcome.WrittenMemory, CancellationToken.None);
    }

    private TestServer Serve(CellSchema schema)
        => new(socketPath: SocketPath, dispatcher: new JsonCell(schema, static (call, _) => call == "Get" ? """{"Id":1}""" : "1"));

    private JsonClient CreateClient(CellChannelOptions? options = null)
    {
        JsonClient client = JsonClient.ForSocket(SocketPath, Old, options ?? new CellChannelOptions { ClientName = "pricing", UsedCalls = ["Same"] });
        client.Channel.SchemaChanged += (_, change) => _changes.Writer.TryWrite(change);
        return client;
    }
}
