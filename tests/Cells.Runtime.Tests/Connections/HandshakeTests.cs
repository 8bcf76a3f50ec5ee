using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

public class HandshakeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Ask_gives_fingerprint_and_document_of_the_cells_own_contract()
    {
        await using TestServer server = new();
        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(server.SocketPath, includeSchema: true, Patience);
        Assert.Equal("echo", answer.Name);
        Assert.Equal("1.2.3", answer.Version);
        Assert.Equal("Test.Echo", answer.Contract);
        Assert.Equal(EchoCell.TestContract.Fingerprint, answer.Fingerprint);
        Assert.Equal(EchoCell.TestContract.Schema, answer.Schema);
        Assert.NotEqual(Guid.Empty, answer.Incarnation);
    }

    [Fact]
    public async Task Ask_for_the_fingerprint_only_transfers_no_document()
    {
        await using TestServer server = new();
        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(server.SocketPath, includeSchema: false, Patience);
        Assert.Null(answer.Schema);
    }

    [Fact]
    public async Task Ask_document_over_max_frame_is_given_whole()
    {
        string schema = new('s', 3 * 1024 * 1024);
        await using TestServer server = new(new CellLimits { MaxFrame = 2048 }, contract: EchoCell.TestContract with { Schema = schema });
        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(server.SocketPath, includeSchema: true, Patience);
        Assert.Equal(schema, answer.Schema);
    }

    [Fact]
    public async Task Ask_where_nothing_listens_is_unavailable()
    {
        using TemporaryDirectory directory = new();
        CellException error = await Assert.ThrowsAsync<CellException>(
            () => CellSchemaQuery.AskAsync(directory.File("none.sock"), includeSchema: true, Patience));
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains("none.sock", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_where_the_listener_is_silent_ends_in_time()
    {
        using TemporaryDirectory directory = new();
        using CellListener silent = CellListener.Bind(directory.File("cell.sock"));
        CellException error = await Assert.ThrowsAsync<CellException>(
            () => CellSchemaQuery.AskAsync(directory.File("cell.sock"), includeSchema: true, TimeSpan.FromMilliseconds(50)));
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
    }

    [Fact]
    public async Task System_contract_is_served_beside_the_cells_own()
    {
        await using TestServer server = new();
        await using CellSystemClient system = CellSystemClient.ForSocket(server.SocketPath);
        CellHealth health = await system.HealthAsync();
        Assert.Equal(CellHealthStatus.Serving, health.Status);
        Assert.Equal("1.2.3", health.Version);
        Assert.Equal(1, health.Connections);
        Assert.Equal(1, health.Inflight);
        Assert.Equal(EchoCell.TestContract.Schema, await system.SchemaAsync());
    }

    [Fact]
    public async Task Hello_of_another_protocol_version_is_rejected_with_both_ranges()
    {
        await using TestServer server = new();
        using SocketTransport transport = await ConnectAsync(server.SocketPath);
        Hello hello = new() { Purpose = HelloPurpose.Call, LowestVersion = 7, HighestVersion = 9 };
        CellException error = await Assert.ThrowsAsync<CellException>(
            async () => await ClientHandshake.GreetAsync(transport, hello, CancellationToken.None));
        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal("'echo' 1.2.3 speaks protocol versions 1 to 1 and the client 7 to 9", error.Message);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("")]
    [InlineData("CELL")]
    public async Task Garbage_instead_of_a_hello_closes_the_connection_and_nothing_else(string garbage)
    {
        await using TestServer server = new();
        using Socket socket = await ConnectRawAsync(server.SocketPath);
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(garbage));
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await ReadToEndAsync(socket));
        await using EchoClient client = server.CreateClient();
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Hello_with_the_wrong_magic_closes_the_connection()
    {
        await using TestServer server = new();
        using SocketTransport transport = await ConnectAsync(server.SocketPath);
        await FrameExchange.SendAsync(transport.Output, FrameType.Hello, "BELL\u0001\0\u0001\0"u8.ToArray(), CancellationToken.None);
        await Assert.ThrowsAsync<CellProtocolException>(
            async () => await FrameExchange.ReceiveAsync(transport.Input, 1024, CancellationToken.None));
    }

    [Fact]
    public async Task Hello_that_never_comes_ends_the_connection_after_handshake_timeout()
    {
        ManualClock clock = new();
        await using TestServer server = new(clock: clock);
        using Socket socket = await ConnectRawAsync(server.SocketPath);
        Task<int> end = ReadToEndAsync(socket);
        for (int step = 0; step < 2000 && !end.IsCompleted; step++)
        {
            // The server may accept only after the first step.
            clock.Advance(TimeSpan.FromSeconds(6));
            await Task.WhenAny(end, Task.Delay(5));
        }

        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_rejected()
    {
        await using TestServer server = new(new CellLimits { MaxConnections = 1 });
        await using EchoClient first = server.CreateClient();
        await using EchoClient second = server.CreateClient();
        Assert.Equal(3, await first.AddAsync(1, 2));
        CellException error = await Assert.ThrowsAsync<CellException>(async () => await second.AddAsync(1, 2));
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Contains("max_connections", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hello_with_fields_of_the_future_is_read()
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = "A.B", Fingerprint = "f", ClientName = "n", ClientVersion = "1.0.0" };
        hello.Write(buffer);
        new FieldWriter(buffer).Write(4711, "from the future");
        Assert.Equal(hello, Hello.Read(buffer.WrittenSpan));
    }

    [Fact]
    public void Hello_encoding_is_frozen()
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        new Hello { Purpose = HelloPurpose.Ask, WantsDocument = true, MaxFrame = 1024, MaxInflight = 2, ClientName = "n" }.Write(buffer);
        Assert.Equal(
            "43454C4C01000100"
            + "0100" + "04000000" + "02000000"
            + "0200" + "00000000"
            + "0300" + "00000000"
            + "0400" + "01000000" + "6E"
            + "0500" + "00000000"
            + "0600" + "04000000" + "00040000"
            + "0700" + "04000000" + "02000000"
            + "0800" + "04000000" + "01000000",
            Convert.ToHexString(buffer.WrittenSpan));
    }

    private static ValueTask<SocketTransport> ConnectAsync(string path)
        => UnixSocketConnector.ConnectAsync(path, Protocol.BufferFor(1024), TimeProvider.System, CancellationToken.None);

    private static async Task<Socket> ConnectRawAsync(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<int> ReadToEndAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        int total = 0;
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer)) > 0;)
            {
                total += read;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed with our bytes unread: an end, too.
            return total;
        }

        return total;
    }
}
