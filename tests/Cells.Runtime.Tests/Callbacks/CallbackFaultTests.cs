using System.Buffers;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>Peers that break the rules of callbacks, at either end: they lose their connection, or an answer, and nobody else anything.</summary>
public class CallbackFaultTests
{
    private const uint Own = 0x8001_0000;
    private const uint Run = 0x10003;

    public static TheoryData<string, byte, uint, string, bool> FramesToTheClient => new()
    {
        { "which is none of a server", (byte)FrameType.Request, 0x10005, "00000000 01 01000000", false },
        { "which is none of a server", (byte)FrameType.Request, 0, "00000000 01 01000000", false },
        { "take 5", (byte)FrameType.Request, Own, "", false },
        { "take 5", (byte)FrameType.Request, Own, "00000100", false },
        { "metadata", (byte)FrameType.Request, Own, "FF", true },
        { "metadata of 65535 bytes is longer than its frame", (byte)FrameType.Request, Own, "FFFF 00000000 01", true },
        { "take 5", (byte)FrameType.Request, Own, "0000 00000000", true },
        { "a Cancel frame came", (byte)FrameType.Cancel, 0x10003, "", false },
    };

    public static TheoryData<string, byte, uint, string> FramesToTheServer => new()
    {
        { "a Response frame came", (byte)FrameType.Response, Run, "" },
        { "a Error frame came", (byte)FrameType.Error, Run, "" },
        { "a Response frame came", (byte)FrameType.Response, 0, "" },
        { "field 1 announces 255 bytes", (byte)FrameType.Error, Own, "0100 FF000000" },
    };

    [Theory]
    [MemberData(nameof(FramesToTheClient))]
    public async Task Client_closes_the_connection_of_a_server_that_breaks_the_rules(string reason, byte type, uint correlation, string body, bool hasMetadata)
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Task<int> run = client.RunAsync(1, new Work()).AsTask();
        await server.ReceiveAsync(FrameType.Request);

        await server.SendAsync((FrameType)type, correlation, Bytes(body), flags: hasMetadata ? FrameFlags.Metadata : FrameFlags.None);

        CellException error = await Assert.ThrowsAsync<CellException>(() => run);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        await client.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task Client_closes_the_connection_of_a_server_that_uses_a_correlation_twice()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Work work = Work.Waiting();
        Task<int> run = client.RunAsync(1, work).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);

        await server.SendAsync(FrameType.Request, Own, Ask(request.Correlation, 1));
        await server.SendAsync(FrameType.Request, Own, Ask(request.Correlation, 2));

        CellException error = await Assert.ThrowsAsync<CellException>(() => run);
        Assert.Contains("which is in use", error.Message, StringComparison.Ordinal);
        await client.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData(0x10000, 1)] // Another generation.
    [InlineData(1, 1)] // Another slot.
    [InlineData(0x8000_0000, 1)] // One of the server's own.
    [InlineData(0, 0)] // A parameter that is no callback.
    [InlineData(0, 255)]
    public async Task Callback_that_was_not_passed_is_refused_unexecuted(uint difference, byte parameter)
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Work work = new();
        Task<int> run = client.RunAsync(1, work).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);

        ErrorBody error = await AskAsync(server, request.Correlation ^ difference, parameter);

        Assert.Equal((CellStatus.FailedPrecondition, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Empty(work.Calls);
        await AnswerAsync(server, request, run, client);
    }

    [Fact]
    public async Task Callback_that_is_null_is_refused_unexecuted()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Task<int> run = client.RunAsync(1, null).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);

        ErrorBody error = await AskAsync(server, request.Correlation, 1);

        Assert.Equal((CellStatus.FailedPrecondition, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        await AnswerAsync(server, request, run, client);
    }

    [Fact]
    public async Task Callback_of_a_call_that_was_answered_is_refused_unexecuted()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Work work = new();
        Task<int> run = client.RunAsync(1, work).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        await server.SendAsync(FrameType.Response, request.Correlation, RawPeer.Numbers(9));
        Assert.Equal(9, await run);

        ErrorBody error = await AskAsync(server, request.Correlation, 1);

        Assert.Equal((CellStatus.FailedPrecondition, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Empty(work.Calls);
        await client.DisposeAsync();
        server.Dispose();
    }

    [Fact]
    public async Task Callbacks_over_max_inflight_from_a_server_that_does_not_count_are_refused()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync(new CellLimits { MaxInflight = 2 });
        Work work = Work.Waiting();
        Task<int> run = client.RunAsync(1, work).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        await server.SendAsync(FrameType.Request, Own + 1, Ask(request.Correlation, 1));
        await server.SendAsync(FrameType.Request, Own + 2, Ask(request.Correlation, 1));

        ErrorBody error = await AskAsync(server, request.Correlation, 1);

        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        await server.SendAsync(FrameType.Cancel, Own + 1, []);
        await server.SendAsync(FrameType.Cancel, Own + 2, []);
        await server.ReceiveAsync(FrameType.Error);
        await server.ReceiveAsync(FrameType.Error);
        await AnswerAsync(server, request, run, client);
    }

    [Fact]
    public async Task Deadline_that_has_passed_on_arrival_is_answered_so_unexecuted()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Work work = new();
        Task<int> run = client.RunAsync(1, work).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);

        await server.SendAsync(FrameType.Request, Own, [.. Bytes("0700 01 0400 00000000"), .. Ask(request.Correlation, 1)], flags: FrameFlags.Metadata);

        ErrorBody error = Read(await server.ReceiveAsync(FrameType.Error));
        Assert.Equal((CellStatus.DeadlineExceeded, CallOutcome.NotExecuted), (error.Status, error.Outcome));
        Assert.Empty(work.Calls);
        await AnswerAsync(server, request, run, client);
    }

    [Fact]
    public async Task Cancel_of_a_callback_that_never_was_is_skipped()
    {
        (CallbackClient client, RawPeer server) = await ConnectAsync();
        Task<int> run = client.RunAsync(1, new Work()).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);

        await server.SendAsync(FrameType.Cancel, 0xFFFF_FFFF, []);
        await server.SendAsync(FrameType.Request, Own, Ask(request.Correlation, 5));

        (FrameHeader answer, byte[] result) = await server.ReceiveAsync(FrameType.Response);
        Assert.Equal((Own, (ushort)0), (answer.Correlation, answer.Call));
        Assert.Equal(RawPeer.Numbers(5), result);
        await AnswerAsync(server, request, run, client);
    }

    [Theory]
    [MemberData(nameof(FramesToTheServer))]
    public async Task Server_closes_the_connection_of_a_client_that_breaks_the_rules(string reason, byte type, uint correlation, string body)
    {
        CallbackCell cell = new() { Run = static async (value, work, _) => await work!.AskAsync(value) };
        await using TestServer server = new(dispatcher: new CellDispatcher<CallbackCell>(cell));
        using RawPeer peer = await RawPeer.GreetAsync(server, contract: CallbackCell.TestContract);
        await peer.SendAsync(FrameType.Request, Run, Bytes("01000000 01"));
        await peer.ReceiveAsync(FrameType.Request);

        await peer.SendAsync((FrameType)type, correlation, Bytes(body));

        await peer.Serving!;
        Assert.Contains(server.Log.Entries, entry => entry.Message.Contains(reason, StringComparison.Ordinal));
        await using CallbackClient other = CallbackClient.Of(server);
        Assert.Equal(3, await other.AddAsync(1, 2));
    }

    [Fact]
    public async Task Answers_to_what_was_never_asked_are_skipped()
    {
        CallbackCell cell = new() { Run = static async (value, work, _) => await work!.AskAsync(value) };
        await using TestServer server = new(dispatcher: new CellDispatcher<CallbackCell>(cell));
        using RawPeer peer = await RawPeer.GreetAsync(server, contract: CallbackCell.TestContract);
        await peer.SendAsync(FrameType.Response, Own, []);
        await peer.SendAsync(FrameType.Error, 0x8000_0000, []);
        await peer.SendAsync(FrameType.Request, Run, Bytes("01000000 01"));
        (FrameHeader ask, byte[] body) = await peer.ReceiveAsync(FrameType.Request);
        Assert.Equal(Own, ask.Correlation);
        // Behind the chain of callers.
        Assert.Equal([.. BitConverter.GetBytes(Run), 1, 1, 0, 0, 0], body[^9..]);
        await peer.SendAsync(FrameType.Response, ask.Correlation ^ 0x10000, RawPeer.Numbers(6));
        await peer.SendAsync(FrameType.Response, 0xFFFF_FFFF, RawPeer.Numbers(6));

        await peer.SendAsync(FrameType.Response, ask.Correlation, RawPeer.Numbers(7));

        (FrameHeader answer, byte[] result) = await peer.ReceiveAsync(FrameType.Response);
        Assert.Equal(Run, answer.Correlation);
        Assert.Equal(RawPeer.Numbers(7), result);
        await peer.SendAsync(FrameType.Response, ask.Correlation, RawPeer.Numbers(8));
        await peer.SendAsync(FrameType.Request, Run, RawPeer.Numbers(1, 2), call: 1);
        await peer.ReceiveAsync(FrameType.Response);
    }

    private static async Task<(CallbackClient Client, RawPeer Server)> ConnectAsync(CellLimits? limits = null)
    {
        (CellChannel channel, InMemoryTransport server) = await FakeServer.ConnectAsync(limits: limits);
        return (new CallbackClient(channel), new RawPeer(server));
    }

    private static byte[] Ask(uint call, int value, byte parameter = 1) => [.. BitConverter.GetBytes(call), parameter, .. BitConverter.GetBytes(value)];

    /// <summary>The error that a request is answered with.</summary>
    private static async Task<ErrorBody> AskAsync(RawPeer server, uint call, byte parameter)
    {
        await server.SendAsync(FrameType.Request, Own, Ask(call, 5, parameter));
        (FrameHeader Header, byte[] Body) answer = await server.ReceiveAsync(FrameType.Error);
        Assert.Equal(Own, answer.Header.Correlation);
        return Read(answer);
    }

    private static ErrorBody Read((FrameHeader Header, byte[] Body) frame) => ErrorBody.Read(new ReadOnlySequence<byte>(frame.Body));

    /// <summary>The connection lives: the call gets its answer.</summary>
    private static async Task AnswerAsync(RawPeer server, FrameHeader request, Task<int> run, CallbackClient client)
    {
        await server.SendAsync(FrameType.Response, request.Correlation, RawPeer.Numbers(9));
        Assert.Equal(9, await run);
        await client.DisposeAsync();
        server.Dispose();
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
