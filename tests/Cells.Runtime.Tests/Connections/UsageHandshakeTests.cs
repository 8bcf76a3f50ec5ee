using System.Text;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>A client tells the server what it uses: by fingerprint, and whole when the server asks.</summary>
public sealed class UsageHandshakeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Record_is_asked_for_once_also_with_equal_schemas()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        ConsumerRecord record = TestConsumers.Record();

        Assert.True((await GreetAsync(server, HelloOf(record))).WantsUsage);
        await using (EchoClient client = server.CreateClient(record))
        {
            Assert.Equal(3, await client.AddAsync(1, 2));
        }

        Assert.False((await GreetAsync(server, HelloOf(record))).WantsUsage);
        Assert.True((await GreetAsync(server, HelloOf(TestConsumers.Record(entry: "call:Echo.Echo")))).WantsUsage);
        MetBuild build = Assert.Single(server.Known("shop")).Build;
        Assert.Equal(record, build.Record);
        Assert.Equal(("1.0.0", EchoCell.TestContract.Fingerprint, record.ComputeUsageFingerprint()), (build.Version, build.Fingerprint, build.Usage));
    }

    [Fact]
    public async Task Record_is_taken_from_a_client_with_another_schema_and_its_schema_is_kept()
    {
        CellSchema own = Of(Call("Get", "Int32", Parameter("id", "Int32")));
        CellSchema other = Of(Call("Get", "Int32", Parameter("id", "Int64")));
        await using TestServer server = new(dispatcher: new JsonCell(other, static (_, _) => "1"), consumersOf: _directory.Path);
        CellContract contract = JsonCell.ContractOf(own);
        ConsumerRecord record = TestConsumers.Record(entry: "call:Orders.Get", contract: contract);
        await using CellChannel channel = CellChannel.ForSocket(server.SocketPath, contract, EchoClient.ReadError, TestConsumers.OptionsOf(record));

        await channel.ConnectAsync();
        await Condition.WaitAsync(() => server.Known("shop").Count == 1);

        Assert.Equal(record, server.Known("shop")[0].Build.Record);
        Assert.Equal(contract.Schema, await CellConsumersQuery.AskSchemaAsync(server.SocketPath, contract.Fingerprint, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("unreadable", "cannot be read")]
    [InlineData("another", "another fingerprint than announced")]
    [InlineData("schema", "about another schema than its own")]
    public async Task Record_that_is_not_what_was_announced_counts_as_everything_and_the_connection_lives(string kind, string reason)
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        ConsumerRecord record = TestConsumers.Record();
        ConsumerRecord elsewhere = record with { Fingerprint = new string('c', 64) };
        (string usage, string document) = kind switch
        {
            "unreadable" => (record.ComputeUsageFingerprint(), record.Write()[..^5]),
            "another" => (record.ComputeUsageFingerprint(), TestConsumers.Record(entry: "call:Echo.Echo").Write()),
            _ => (elsewhere.ComputeUsageFingerprint(), elsewhere.Write()),
        };
        (InMemoryTransport client, Task serving) = Serve(server);

        Welcome welcome = await ClientHandshake.GreetAsync(client, HelloOf(record) with { Usage = usage }, CancellationToken.None);
        await FrameExchange.SendAsync(client.Output, FrameType.Usage, Encoding.UTF8.GetBytes(document), CancellationToken.None);
        await FrameExchange.SendAsync(client.Output, FrameType.Ping, "alive"u8.ToArray(), CancellationToken.None);
        (FrameHeader answer, _) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);

        Assert.True(welcome.WantsUsage);
        Assert.Equal(FrameType.Pong, answer.Type);
        ListedConsumer consumer = Assert.Single(server.Known("shop"));
        Assert.Equal((1, null), (consumer.Instances, consumer.Build.Record));
        Assert.Contains(reason, await server.Log.WaitForAsync("'shop' 1.0.0 counts as using everything"), StringComparison.Ordinal);
        client.Dispose();
        await serving;
    }

    [Fact]
    public async Task Record_over_the_limit_ends_its_connection_by_its_header_and_nothing_else()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        (InMemoryTransport client, Task serving) = Serve(server);
        await ClientHandshake.GreetAsync(client, HelloOf(TestConsumers.Record()), CancellationToken.None);
        byte[] header = new byte[FrameHeader.Size];
        new FrameHeader(FrameType.Usage, FrameFlags.None, 0, 0, ConsumerRecord.MaxLength + 1).Write(header);

        await client.Output.WriteAsync(header);
        await serving;

        Assert.Contains("is over the limit", await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
        await using EchoClient other = server.CreateClient();
        Assert.Equal(3, await other.AddAsync(1, 2));
    }

    [Fact]
    public async Task Record_that_never_comes_ends_the_handshake_in_time()
    {
        ManualClock clock = new();
        await using TestServer server = new(clock: clock, consumersOf: _directory.Path);
        (InMemoryTransport client, Task serving) = Serve(server);
        await ClientHandshake.GreetAsync(client, HelloOf(TestConsumers.Record()), CancellationToken.None);

        clock.Advance(CellLimits.Default.HandshakeTimeout);
        await serving;

        Assert.Contains("handshake_timeout", await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
        Assert.Empty(server.Known("shop"));
    }

    [Fact]
    public void Record_that_says_nothing_or_is_too_long_to_be_sent_is_not_announced()
    {
        Assert.Null(ClientUsage.Of(TestConsumers.Record() with { Kinds = [] }));
        ConsumerRecord large = TestConsumers.Record() with
        {
            Contract = "Test." + new string('E', ConsumerRecord.MaxLength),
        };
        Assert.Null(ClientUsage.Of(large));
    }

    [Fact]
    public async Task Client_without_a_record_is_remembered_and_not_asked()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        await using EchoClient client = server.CreateClient(name: "bare");

        Assert.Equal(3, await client.AddAsync(1, 2));

        MetBuild build = Assert.Single(server.Known("bare")).Build;
        Assert.Equal((null, null), (build.Usage, build.Record));
    }

    [Fact]
    public async Task Tools_and_calls_of_the_system_contract_are_not_remembered()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        await using UntypedCellClient tool = UntypedCellClient.ForSocket(
            server.SocketPath, EchoCell.TestContract.Name, EchoCell.TestContract.Fingerprint, new CellChannelOptions { ClientName = "tool" });
        await using CellSystemClient system = CellSystemClient.ForSocket(server.SocketPath, new CellChannelOptions { ClientName = "system" });

        await tool.CallAsync(0, "Add", new byte[8]);
        await system.HealthAsync();
        await CellSchemaQuery.AskAsync(server.SocketPath, includeSchema: true, TimeSpan.FromMinutes(1));

        Assert.Empty(server.Consumers!.Tracker.List().Consumers);
        Assert.False((await GreetAsync(server, HelloOf(TestConsumers.Record()) with { IsTool = true })).WantsUsage);
    }

    [Fact]
    public async Task Client_of_the_first_version_is_served_and_never_asked()
    {
        await using TestServer server = new(consumersOf: _directory.Path);
        (InMemoryTransport client, Task serving) = Serve(server);

        Welcome welcome = await ClientHandshake.GreetAsync(
            client, new Hello { Purpose = HelloPurpose.Call, Contract = EchoCell.TestContract.Name, Fingerprint = EchoCell.TestContract.Fingerprint, ClientName = "old" }, CancellationToken.None);
        await FrameExchange.SendAsync(client.Output, FrameType.Ping, "alive"u8.ToArray(), CancellationToken.None);
        (FrameHeader pong, _) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);
        server.Server.AnnounceSchema(new string('b', 64), "2.0.0");
        await FrameExchange.SendAsync(client.Output, FrameType.Ping, "still"u8.ToArray(), CancellationToken.None);
        (FrameHeader next, _) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);

        Assert.False(welcome.WantsUsage);
        Assert.Equal((FrameType.Pong, FrameType.Pong), (pong.Type, next.Type));
        client.Dispose();
        await serving;
    }

    [Fact]
    public async Task Server_of_the_first_version_is_called_although_it_asks_for_nothing()
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        await using CellChannel channel = CellChannel.Over(clientEnd, EchoCell.TestContract, EchoClient.ReadError, TestConsumers.OptionsOf(TestConsumers.Record()));
        Task connecting = channel.ConnectAsync().AsTask();

        await WelcomeAsync(serverEnd, wantsUsage: false);
        await connecting;

        serverEnd.Dispose();
    }

    [Fact]
    public async Task Server_that_wants_a_record_that_was_not_announced_is_given_up()
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        await using CellChannel channel = CellChannel.Over(clientEnd, EchoCell.TestContract, EchoClient.ReadError);
        Task<CellException> connecting = Assert.ThrowsAsync<CellException>(async () => await channel.ConnectAsync());

        await WelcomeAsync(serverEnd, wantsUsage: true);

        Assert.Contains("none was announced", (await connecting).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hello_written_and_read_is_the_same()
    {
        Hello hello = new()
        {
            Purpose = HelloPurpose.Ask,
            Usage = new string('d', 64),
            IsTool = true,
            WantsConsumers = true,
            WantsDocument = true,
            WantedSchema = new string('e', 64),
            TakesSignals = true,
        };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        hello.Write(buffer);
        Assert.Equal(hello, Hello.Read(buffer.WrittenSpan));
    }

    private static async Task WelcomeAsync(InMemoryTransport server, bool wantsUsage)
    {
        await FrameExchange.ReceiveAsync(server.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
        using PayloadBuffer welcome = PayloadBuffer.Rent();
        new Welcome
        {
            ServerName = "fake",
            ServerVersion = "0.0.0",
            Contract = EchoCell.TestContract.Name,
            Fingerprint = EchoCell.TestContract.Fingerprint,
            Incarnation = Guid.NewGuid(),
            WantsUsage = wantsUsage,
        }.Write(welcome);
        await FrameExchange.SendAsync(server.Output, FrameType.Welcome, welcome.WrittenMemory, CancellationToken.None);
    }

    private static Hello HelloOf(ConsumerRecord record) => new ChannelClient(EchoCell.TestContract, EchoClient.ReadError, TestConsumers.OptionsOf(record)).Hello;

    private static (InMemoryTransport Client, Task Serving) Serve(TestServer server)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        return (clientEnd, server.Server.ServeAsync(serverEnd));
    }

    private static async Task<Welcome> GreetAsync(TestServer server, Hello hello)
    {
        (InMemoryTransport client, Task serving) = Serve(server);
        Welcome welcome = await ClientHandshake.GreetAsync(client, hello, CancellationToken.None);
        client.Dispose();
        await serving;
        return welcome;
    }
}
