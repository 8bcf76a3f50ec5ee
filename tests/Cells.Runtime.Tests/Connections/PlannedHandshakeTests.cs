using System.Text;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>The handshake between a client and a server that have different schemas.</summary>
public class PlannedHandshakeTests
{
    private static readonly CellSchema Before = Of(
        Call("Get", "Shop.Order", Parameter("id", "Int32")), Call("Same", "Int32"), Record("Shop.Order", Positional("Id", "Int32"), Positional("Note", "String")));

    private static readonly CellSchema Breaking = Of(
        Call("Get", "Shop.Order", Parameter("id", "Int16")), Call("Same", "Int32"), Record("Shop.Order", Positional("Id", "Int32")));

    [Fact]
    public async Task Client_that_uses_a_call_without_a_plan_is_refused_with_the_findings_on_both_sides()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Breaking, static (_, _) => "1"));
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before, usedCalls: ["Get", "Same"]);

        CellException error = await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Same"));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        string[] lines = error.Message.Split('\n');
        string before = SchemaFingerprint.Compute(Before)[..12];
        string after = SchemaFingerprint.Compute(Breaking)[..12];
        Assert.Equal(
            $"'echo' 1.2.3 serves Shop.Orders with the schema {after}, and 'pricing' 9.9.9 was built against {before}: rebuild 'pricing' while this 'echo' runs", lines[0]);
        Assert.StartsWith("  CELL2204 Order.Note: 'Order.Note' is removed", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("(client: string Note; server: none)", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  CELL2301 Orders.Get(id): ", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("(client: int; server: short)", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        string refused = await server.Log.WaitForAsync("A connection was refused");
        Assert.EndsWith(error.Message, refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_without_a_list_of_used_calls_uses_every_one()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Breaking, static (_, _) => "1"));
        await using JsonClient every = JsonClient.ForSocket(server.SocketPath, Before);
        await using JsonClient one = JsonClient.ForSocket(server.SocketPath, Before, usedCalls: ["Same"]);

        await Assert.ThrowsAsync<CellException>(() => every.CallAsync("Same"));
        Assert.Equal("1", await one.CallAsync("Same"));
    }

    [Fact]
    public async Task Client_of_another_contract_is_refused()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Before with { Contract = "Shop.Other" }, static (_, _) => "1"));
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before);

        CellException error = await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Same"));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Contains("serves Shop.Other", error.Message, StringComparison.Ordinal);
        Assert.Contains("of Shop.Orders: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("CELL2100", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Orders")]
    [InlineData("Shop.Orders")]
    public async Task Cell_renamed_with_its_old_name_serves_and_is_served(string oldName)
    {
        CellSchema renamed = Before with { Contract = "Shop.Ledger", OldNames = [oldName] };
        await using TestServer upgraded = new(dispatcher: new JsonCell(renamed, static (_, _) => "1"));
        await using TestServer rolledBack = new(dispatcher: new JsonCell(Before, static (_, _) => "2"));
        await using JsonClient old = JsonClient.ForSocket(upgraded.SocketPath, Before);
        await using JsonClient renewed = JsonClient.ForSocket(rolledBack.SocketPath, renamed);

        Assert.Equal("1", await old.CallAsync("Same"));
        Assert.Equal("2", await renewed.CallAsync("Same"));
    }

    [Fact]
    public async Task Client_of_bytes_with_another_fingerprint_is_refused()
    {
        await using TestServer server = new();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(server.SocketPath, "Test.Echo", new string('b', 64));

        CellException error = await Assert.ThrowsAsync<CellException>(() => client.CallAsync(0, "Add", new byte[8]));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Contains("serves Test.Echo with the schema aaaaaaaaaaaa", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_fetched_once_for_a_pair_of_schemas()
    {
        CellSchema client = Of(Call("Get", "Int32", Parameter("once", "Int32")));
        CellSchema server = Of(Call("Get", "Int32", Parameter("once", "Int64")));
        await using TestServer running = new(dispatcher: new JsonCell(server, static (_, _) => "1"));

        Assert.True(await WelcomeWantsDocumentAsync(running, client));
        await using (JsonClient first = JsonClient.ForSocket(running.SocketPath, client))
        {
            Assert.Equal("1", await first.CallAsync("Get", """{"once":5}"""));
        }

        Assert.False(await WelcomeWantsDocumentAsync(running, client));
        Terms terms = await TermsAsync(client, server);
        Assert.False(terms.WantsDocument);
        Assert.Null(terms.UsedCalls);
    }

    [Fact]
    public async Task Clients_document_with_another_fingerprint_than_announced_is_refused()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Before, static (_, _) => "1"));
        CellContract lying = JsonCell.ContractOf(Of(Call("Same", "Int32"))) with { Fingerprint = new string('e', 64) };
        await using CellChannel channel = CellChannel.ForSocket(server.SocketPath, lying, EchoClient.ReadError, new CellChannelOptions { ClientName = "liar" });

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await channel.ConnectAsync());

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Contains("the schema document of 'liar' 0.0.0 has the fingerprint ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"not the announced {lying.Fingerprint}", error.Message, StringComparison.Ordinal);
        Assert.Contains(lying.Fingerprint, await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_document_with_another_fingerprint_than_announced_is_refused()
    {
        CellSchema announced = Of(Call("Same", "Int32", Parameter("announced", "Int32")));
        CellException error = await ConnectToFakeAsync(announced, async server =>
        {
            await FrameExchange.SendAsync(server.Output, FrameType.Schema, Encoding.UTF8.GetBytes(SchemaDocument.Write(Before)), CancellationToken.None);
            await FrameExchange.SendAsync(server.Output, FrameType.Ready, default, CancellationToken.None);
        });

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains($"not the announced {SchemaFingerprint.Compute(announced)}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_schema_that_does_not_fit_is_refused_by_the_client_even_when_the_server_agreed()
    {
        CellSchema broken = Of(Call("Same", "String"));
        CellException error = await ConnectToFakeAsync(broken, async server =>
        {
            await FrameExchange.SendAsync(server.Output, FrameType.Schema, Encoding.UTF8.GetBytes(SchemaDocument.Write(broken)), CancellationToken.None);
            await FrameExchange.SendAsync(server.Output, FrameType.Ready, default, CancellationToken.None);
        });

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Contains("CELL2303 Orders.Same:result", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((byte)FrameType.Ready)]
    [InlineData((byte)FrameType.Welcome)]
    [InlineData((byte)FrameType.Response)]
    public async Task Server_that_sends_something_else_than_its_schema_is_given_up(byte type)
    {
        CellSchema unknown = Of(Call("Same", "Int32", Parameter("garbage" + type, "Int32")));
        CellException error = await ConnectToFakeAsync(
            unknown, async server => await FrameExchange.SendAsync(server.Output, (FrameType)type, default, CancellationToken.None));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains($"a {(FrameType)type} frame came where the server's schema was expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_document_over_the_limit_is_given_up_by_its_header()
    {
        CellSchema unknown = Of(Call("Same", "Int32", Parameter("large", "Int32")));
        CellException error = await ConnectToFakeAsync(unknown, async server => await server.Output.WriteAsync(HeaderOf(FrameType.Schema, Protocol.MaxSchemaDocument + 1)));

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains("4194305 bytes is over the limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_document_over_the_limit_ends_its_connection_by_its_header_and_nothing_else()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Before, static (_, _) => "1"));
        await SendInsteadOfDocumentAsync(server, HeaderOf(FrameType.Schema, Protocol.MaxSchemaDocument + 1));

        Assert.Contains("4194305 bytes is over the limit", await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before);
        Assert.Equal("1", await client.CallAsync("Same"));
    }

    [Fact]
    public async Task Client_that_sends_no_document_is_dropped_after_handshake_timeout()
    {
        ManualClock clock = new();
        await using TestServer server = new(clock: clock, dispatcher: new JsonCell(Before, static (_, _) => "1"));
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = Before.Contract, Fingerprint = new string('0', 64) };
        await ClientHandshake.GreetAsync(client, hello, CancellationToken.None);

        clock.Advance(CellLimits.Default.HandshakeTimeout);
        await serving;

        Assert.Contains("handshake_timeout", await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"x-cell-format":1}""")]
    public async Task Clients_document_that_is_none_is_refused(string document)
    {
        await using TestServer server = new(dispatcher: new JsonCell(Before, static (_, _) => "1"));
        byte[] body = Encoding.UTF8.GetBytes(document);

        (FrameHeader answer, byte[] reason) = await SendInsteadOfDocumentAsync(server, [.. HeaderOf(FrameType.Schema, body.Length), .. body]);

        Assert.Equal(FrameType.Reject, answer.Type);
        Reject reject = Reject.Read(reason);
        Assert.Equal(CellStatus.Incompatible, reject.Status);
        Assert.StartsWith("the schema document of 'stranger' 0.0.0 cannot be read: ", reject.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terms_with_more_calls_than_a_schema_holds_end_the_connection()
    {
        await using TestServer server = new(dispatcher: new JsonCell(Before, static (_, _) => "1"));
        using PayloadBuffer terms = PayloadBuffer.Rent();
        new Terms { UsedCalls = [.. Enumerable.Repeat("A", SchemaDocument.MaxCalls + 1)] }.Write(terms);
        byte[] frame = [.. HeaderOf(FrameType.Terms, terms.Length), .. terms.WrittenSpan];

        await GreetAndSendAsync(server, frame);

        Assert.Contains("more than 65535 calls", await server.Log.WaitForAsync("A connection was refused"), StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_written_and_read_are_the_same()
    {
        foreach (Terms terms in new Terms[] { new(), new() { WantsDocument = true, UsedCalls = [] }, new() { UsedCalls = ["Get", "Größe"] } })
        {
            using PayloadBuffer buffer = PayloadBuffer.Rent();
            terms.Write(buffer);
            Terms read = Terms.Read(buffer.WrittenSpan);
            Assert.Equal(terms.WantsDocument, read.WantsDocument);
            Assert.Equal(terms.UsedCalls, read.UsedCalls);
        }
    }

    [Fact]
    public void Reject_keeps_its_findings_and_fits_its_frame_however_long_they_are()
    {
        string endless = new('\u4E00', 100_000);
        CompatibilityFinding finding = SchemaComparer.Compare(Before, Breaking).Findings[0] with { Path = endless, Before = endless, After = endless, Why = endless };
        Reject reject = new(CellStatus.Incompatible, "does not fit") { Findings = [.. Enumerable.Repeat(RefusalFinding.Of(finding), 1_000)] };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        reject.Write(buffer);

        Assert.InRange(buffer.Length, 1, Protocol.MaxHandshakeFrame);
        Reject read = Reject.Read(buffer.WrittenSpan);
        Assert.Equal(reject.Findings.Take(20), read.Findings);
        Assert.Equal(reject.ToException().Message, read.ToException().Message);
        Assert.Contains("1000 findings", read.Message, StringComparison.Ordinal);
    }

    private static byte[] HeaderOf(FrameType type, int length)
    {
        byte[] header = new byte[FrameHeader.Size];
        new FrameHeader(type, FrameFlags.None, 0, 0, length).Write(header);
        return header;
    }

    private static async Task<bool> WelcomeWantsDocumentAsync(TestServer server, CellSchema client)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        Hello hello = new ChannelClient(JsonCell.ContractOf(client), EchoClient.ReadError, new CellChannelOptions()).Hello;
        Welcome welcome = await ClientHandshake.GreetAsync(clientEnd, hello, CancellationToken.None);
        clientEnd.Dispose();
        await serving;
        return welcome.WantsDocument;
    }

    /// <summary>What a client says to a server with another schema.</summary>
    private static async Task<Terms> TermsAsync(CellSchema client, CellSchema server)
    {
        (Task<CellException> connecting, InMemoryTransport serverEnd, Terms terms) = await GreetFakeAsync(client, server);
        serverEnd.Dispose();
        await connecting;
        return terms;
    }

    private static async Task<CellException> ConnectToFakeAsync(CellSchema server, Func<InMemoryTransport, Task> agree)
    {
        (Task<CellException> connecting, InMemoryTransport serverEnd, _) = await GreetFakeAsync(Of(Call("Same", "Int32")), server);
        await agree(serverEnd);
        return await connecting;
    }

    /// <summary>Connects a client to a fake server that has said welcome and heard its terms.</summary>
    private static async Task<(Task<CellException> Connecting, InMemoryTransport Server, Terms Terms)> GreetFakeAsync(CellSchema client, CellSchema server)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        CellChannel channel = CellChannel.Over(clientEnd, JsonCell.ContractOf(client), EchoClient.ReadError);
        Task<CellException> connecting = Assert.ThrowsAsync<CellException>(async () => await channel.ConnectAsync());
        await FrameExchange.ReceiveAsync(serverEnd.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
        using PayloadBuffer welcome = PayloadBuffer.Rent();
        new Welcome
        {
            ServerName = "fake",
            ServerVersion = "0.0.0",
            Contract = server.Contract,
            Fingerprint = SchemaFingerprint.Compute(server),
            Incarnation = Guid.NewGuid(),
        }.Write(welcome);
        await FrameExchange.SendAsync(serverEnd.Output, FrameType.Welcome, welcome.WrittenMemory, CancellationToken.None);
        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(serverEnd.Input, Protocol.MaxSchemaDocument, CancellationToken.None);
        Assert.Equal(FrameType.Terms, header.Type);
        return (connecting, serverEnd, Terms.Read(body));
    }

    private static async Task<(FrameHeader Header, byte[] Body)> SendInsteadOfDocumentAsync(TestServer server, byte[] bytes)
    {
        using PayloadBuffer terms = PayloadBuffer.Rent();
        new Terms().Write(terms);
        return await GreetAndSendAsync(server, [.. HeaderOf(FrameType.Terms, terms.Length), .. terms.WrittenSpan, .. bytes]);
    }

    /// <summary>Says hello with an unknown fingerprint, sends <paramref name="bytes"/>, and waits for the end; what the server answered before, if anything.</summary>
    private static async Task<(FrameHeader Header, byte[] Body)> GreetAndSendAsync(TestServer server, byte[] bytes)
    {
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair(window: 16 * 1024 * 1024);
        Task serving = server.Server.ServeAsync(serverEnd);
        Hello hello = new()
        {
            Purpose = HelloPurpose.Call,
            Contract = Before.Contract,
            Fingerprint = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)),
            ClientName = "stranger",
            ClientVersion = "0.0.0",
        };
        Welcome welcome = await ClientHandshake.GreetAsync(client, hello, CancellationToken.None);
        Assert.True(welcome.WantsDocument);
        await client.Output.WriteAsync(bytes);
        await serving;
        try
        {
            (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(client.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
            return (header, body);
        }
        catch (CellProtocolException)
        {
            return default;
        }
    }
}
