using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Connections;

/// <summary>Peers that take no bytes, or send too many calls.</summary>
public class BackPressureTests
{
    private static readonly string Large = new('x', 500_000);

    [Fact]
    public async Task Call_whose_deadline_passes_while_the_server_takes_no_bytes_was_not_executed()
    {
        ManualClock clock = new();
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(clock);
        ScriptedClient client = new(channel);
        Task[] stuck = Fill(client);

        Task<string> call = client.WithDeadline(TimeSpan.FromSeconds(1)).RunAsync("x").AsTask();
        clock.Advance(TimeSpan.FromSeconds(2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains("took no more bytes", error.Message, StringComparison.Ordinal);

        await client.DisposeAsync();
        server.Dispose();
        await Assert.ThrowsAsync<CellException>(() => Task.WhenAll(stuck));
    }

    [Fact]
    public async Task Server_that_takes_no_bytes_is_given_up_after_write_timeout_and_what_had_not_left_was_not_executed()
    {
        ManualClock clock = new();
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(clock);
        ScriptedClient client = new(channel);
        Task[] stuck = Fill(client);

        // Silence with calls open is pinged first, and a ping takes bytes too.
        clock.Advance(TimeSpan.FromSeconds(31));

        CellException first = await Assert.ThrowsAsync<CellException>(() => stuck[0]);
        CellException last = await Assert.ThrowsAsync<CellException>(() => stuck[^1]);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (first.Status, first.Outcome));
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (last.Status, last.Outcome));
        Assert.Contains("write_timeout", first.Message, StringComparison.Ordinal);
        server.Dispose();
    }

    [Fact]
    public async Task Calls_over_max_inflight_from_a_client_that_does_not_wait_are_refused()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (_, text) =>
        {
            await open.Task;
            return text;
        });
        await using TestServer server = new(new CellLimits { MaxInflight = 2 }, dispatcher: cell);
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        _ = server.Server.ServeAsync(serverEnd);
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = EchoCell.TestContract.Name, Fingerprint = EchoCell.TestContract.Fingerprint };
        await ClientHandshake.GreetAsync(client, hello, CancellationToken.None);
        for (uint correlation = 1; correlation <= 3; correlation++)
        {
            byte[] frame = new byte[FrameHeader.Size + 4];
            new FrameHeader(FrameType.Request, FrameFlags.None, 0, correlation, 4).Write(frame);
            await client.Output.WriteAsync(frame);
        }

        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);

        ErrorBody error = ErrorBody.Read(new System.Buffers.ReadOnlySequence<byte>(body));
        Assert.Equal((FrameType.Error, 3u), (header.Type, header.Correlation));
        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Contains("max_inflight", error.Message, StringComparison.Ordinal);
        open.SetResult();
        client.Dispose();
    }

    [Fact]
    public async Task Server_that_never_answers_the_hello_is_given_up_after_connect_timeout()
    {
        using TemporaryDirectory directory = new();
        using CellListener listener = CellListener.Bind(directory.File("cell.sock"));
        ManualClock clock = new();
        await using ScriptedClient client = ScriptedClient.ForSocket(directory.File("cell.sock"), new CellChannelOptions { TimeProvider = clock });
        Task call = client.RunAsync("x").AsTask();
        using System.Net.Sockets.Socket accepted = await listener.Socket.AcceptAsync();

        clock.Advance(TimeSpan.FromSeconds(6));

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Contains("connect_timeout", error.Message, StringComparison.Ordinal);
    }

    // The connection exists, so each of these is written, as far as that goes, before the next is made.
    private static Task[] Fill(ScriptedClient client) => [.. Enumerable.Range(0, 5).Select(_ => client.RunAsync(Large).AsTask())];
}
