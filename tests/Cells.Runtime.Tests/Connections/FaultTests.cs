using System.Buffers.Binary;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

/// <summary>A peer that breaks the protocol, at either end.</summary>
public class FaultTests
{
    [Fact]
    public async Task Server_closes_in_flight_the_outcome_is_unknown()
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task call = client.WaitAsync().AsTask();
        await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        server.Dispose();

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Equal(CallOutcome.Unknown, error.Outcome);
    }

    [Fact]
    public async Task Server_closes_mid_frame_the_call_fails_with_what_was_left()
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task call = client.WaitAsync().AsTask();
        await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        await server.Output.WriteAsync(new byte[] { 4, 0, 0, 0, 2, 0, 0 });
        server.Output.Complete();

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains("7 bytes of a partial frame", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "max_frame")]
    [InlineData(new byte[] { 0, 0, 0, 0, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "0x4D")]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, "Request")]
    [InlineData(new byte[] { 3, 0, 0, 0, 6, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3 }, "field")]
    public async Task Server_sends_garbage_the_connection_ends_with_the_reason(byte[] garbage, string reason)
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task call = client.WaitAsync().AsTask();
        await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        await server.Output.WriteAsync(garbage);

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_sends_a_late_or_invented_answer_it_is_ignored()
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task<int> call = client.AddAsync(1, 2).AsTask();
        (FrameHeader request, _) = await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        await AnswerAsync(server, request.Correlation ^ 0x10000, 99);
        await AnswerAsync(server, 0xFFFF_FFFF, 99);
        await AnswerAsync(server, request.Correlation, 3);
        await AnswerAsync(server, request.Correlation, 99);
        Assert.Equal(3, await call);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Server_sends_a_result_that_is_none_the_call_fails_and_the_connection_lives()
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task<int> call = client.AddAsync(1, 2).AsTask();
        (FrameHeader request, _) = await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        await WriteFrameAsync(server, FrameType.Response, request.Correlation, [1, 2]);
        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.DataLoss, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);

        Task<int> next = client.AddAsync(1, 2).AsTask();
        (request, _) = await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        await AnswerAsync(server, request.Correlation, 3);
        Assert.Equal(3, await next);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Server_goes_away_calls_that_it_accepted_are_still_answered()
    {
        (EchoClient client, InMemoryTransport server) = await ConnectAsync();
        Task<int> accepted = client.AddAsync(1, 2).AsTask();
        (FrameHeader request, _) = await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        Task refused = client.WaitAsync().AsTask();
        await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        using (PayloadBuffer body = PayloadBuffer.Rent())
        {
            new GoAwayBody(1, "upgrade").Write(body);
            await WriteFrameAsync(server, FrameType.GoAway, 0, body.WrittenSpan.ToArray());
        }

        CellException error = await Assert.ThrowsAsync<CellException>(() => refused);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        await AnswerAsync(server, request.Correlation, 3);
        Assert.Equal(3, await accepted);
    }

    [Fact]
    public async Task Server_silent_with_a_call_open_is_pinged_then_given_up()
    {
        ManualClock clock = new();
        (EchoClient client, InMemoryTransport server) = await ConnectAsync(clock);
        Task call = client.WaitAsync().AsTask();
        await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(15));
        (FrameHeader ping, _) = await FrameExchange.ReceiveAsync(server.Input, 1024, CancellationToken.None);
        Assert.Equal(FrameType.Ping, ping.Type);
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(10));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains("silent for 25 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_pings_are_answered_with_their_bytes()
    {
        (InMemoryTransport client, TestServer server, Task serving) = await GreetServerAsync();
        await WriteFrameAsync(client, FrameType.Ping, 0, [1, 2, 3]);
        (FrameHeader pong, byte[] body) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);
        Assert.Equal(FrameType.Pong, pong.Type);
        Assert.Equal<byte>([1, 2, 3], body);
        client.Dispose();
        await serving;
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9 })]
    [InlineData(new byte[] { 9, 9 })]
    public async Task Client_sends_garbage_the_server_closes_and_serves_on(byte[] garbage)
    {
        (InMemoryTransport client, TestServer server, Task serving) = await GreetServerAsync();
        await client.Output.WriteAsync(garbage);
        client.Output.Complete();
        await serving;
        await using EchoClient other = server.CreateClient();
        Assert.Equal(3, await other.AddAsync(1, 2));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Client_uses_a_correlation_twice_the_server_closes()
    {
        (InMemoryTransport client, TestServer server, Task serving) = await GreetServerAsync();
        await WriteFrameAsync(client, FrameType.Request, 5, [], call: 3);
        await WriteFrameAsync(client, FrameType.Request, 5, [], call: 3);
        await serving;
        Assert.Contains(server.Log.Entries, static entry => entry.Message.Contains("0x00000005", StringComparison.Ordinal));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Client_that_reads_nothing_is_dropped_after_write_timeout()
    {
        ManualClock clock = new();
        (InMemoryTransport client, TestServer server, Task serving) = await GreetServerAsync(clock);
        byte[] text = new byte[8 + 60_000];
        BinaryPrimitives.WriteInt32LittleEndian(text, ~60_000);
        BinaryPrimitives.WriteInt32LittleEndian(text.AsSpan(4), 60_000);
        text.AsSpan(8).Fill((byte)'x');
        for (uint i = 1; i <= 4; i++)
        {
            await WriteFrameAsync(client, FrameType.Request, i, text, call: 1);
        }

        for (int step = 0; step < 2000 && !serving.IsCompleted; step++)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAny(serving, Task.Delay(5));
        }

        Assert.True(serving.IsCompleted);
        client.Dispose();
        await server.DisposeAsync();
    }

    private static async Task<(EchoClient Client, InMemoryTransport Server)> ConnectAsync(TimeProvider? clock = null)
    {
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(clock);
        return (new EchoClient(channel), server);
    }

    private static async Task<(InMemoryTransport Client, TestServer Server, Task Serving)> GreetServerAsync(TimeProvider? clock = null)
    {
        TestServer server = new(clock: clock);
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = EchoCell.TestContract.Name, Fingerprint = EchoCell.TestContract.Fingerprint };
        await ClientHandshake.GreetAsync(clientEnd, hello, CancellationToken.None);
        return (clientEnd, server, serving);
    }

    private static Task AnswerAsync(InMemoryTransport server, uint correlation, int result)
    {
        byte[] body = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(body, result);
        return WriteFrameAsync(server, FrameType.Response, correlation, body);
    }

    private static async Task WriteFrameAsync(InMemoryTransport end, FrameType type, uint correlation, byte[] body, ushort call = 0)
    {
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, FrameFlags.None, call, correlation, body.Length).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        await end.Output.WriteAsync(frame);
    }
}
