using System.Buffers;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Cells.Wire;

namespace Cells.Runtime.Tests.Connections;

public class ExactlyOnceTests
{
    private const string Client = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Reply_lost_with_its_connection_is_fetched_without_executing_again()
    {
        ScriptedCell cell = new(static async (call, text) =>
        {
            await Task.Yield();
            call.Context.SetResponseMetadata("cost", "3");
            call.Connection.Abort(new IOException("cut"));
            return text + "!";
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        IReadOnlyDictionary<string, string>? heard = null;

        string result = await client.With(new CallOptions { OnResponseMetadata = entries => heard = entries }).RunAsync("x", ScriptedClient.ExactlyOnce);

        Assert.Equal("x!", result);
        Assert.Equal("3", heard?["cost"]);
        Assert.Equal(1, cell.Handled);
    }

    [Fact]
    public async Task Error_lost_with_its_connection_is_fetched_without_executing_again()
    {
        ScriptedCell cell = new(static async (call, _) =>
        {
            await Task.Yield();
            call.Connection.Abort(new IOException("cut"));
            throw new CellException(CellStatus.AlreadyExists, "it is there");
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x", ScriptedClient.ExactlyOnce));

        Assert.Equal(CellStatus.AlreadyExists, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal(1, cell.Handled);
    }

    [Fact]
    public async Task Call_cut_off_waits_at_the_server_for_the_first_to_end()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (call, text) =>
        {
            await open.Task;
            return text;
        });
        await using TestServer server = new(dispatcher: cell);
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        Task<string> call = client.RunAsync("x", ScriptedClient.ExactlyOnce).AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);

        target.Last!.Dispose();
        await Condition.WaitAsync(() => target.Attempts == 2);
        open.SetResult();

        Assert.Equal("x", await call);
        Assert.Equal(1, cell.Handled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_cut_off_is_sent_to_the_process_that_comes_after_only_when_idempotent_too(bool isIdempotent)
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (_, text) =>
        {
            await open.Task;
            return text;
        });
        ScriptedCell nextCell = new(static (_, text) => new("next " + text));
        await using TestServer server = new(dispatcher: cell);
        await using TestServer next = new(dispatcher: nextCell);
        ScriptedTarget target = new(server);
        await using ScriptedClient client = target.CreateClient();
        Task<string> call = client.RunAsync("x", ScriptedClient.ExactlyOnce with { Idempotent = isIdempotent }).AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);

        target.Server = next;
        target.Last!.Dispose();

        if (isIdempotent)
        {
            Assert.Equal("next x", await call);
        }
        else
        {
            CellException error = await Assert.ThrowsAsync<CellException>(() => call);
            Assert.Equal(CellStatus.Unavailable, error.Status);
            Assert.Equal(CallOutcome.Unknown, error.Outcome);
            Assert.Equal(0, nextCell.Handled);
        }

        open.SetResult();
    }

    [Fact]
    public async Task Disconnect_does_not_cancel_the_handler()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (call, text) =>
        {
            await open.Task;
            cancelled.SetResult(call.CancellationToken.IsCancellationRequested);
            return text;
        });
        await using TestServer server = new(dispatcher: cell);
        ScriptedClient client = ScriptedClient.Of(server);
        Task call = client.RunAsync("x", ScriptedClient.ExactlyOnce).AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);

        await client.DisposeAsync();
        await Condition.WaitAsync(() => server.Server.ConnectionCount == 0);
        open.SetResult();

        Assert.False(await cancelled.Task);
        await Assert.ThrowsAsync<CellException>(() => call);
    }

    [Fact]
    public async Task Cancel_by_the_caller_cancels_the_handler()
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (call, text) =>
        {
            using CancellationTokenRegistration registration = call.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            return text;
        });
        await using TestServer server = new(dispatcher: cell);
        await using ScriptedClient client = ScriptedClient.Of(server);
        using CancellationTokenSource cancel = new();
        Task call = client.RunAsync("x", ScriptedClient.ExactlyOnce, cancel.Token).AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);

        await cancel.CancelAsync();

        await cancelled.Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Stopping_server_waits_for_a_handler_whose_client_is_gone()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isDone = false;
        ScriptedCell cell = new(async (_, text) =>
        {
            await open.Task;
            isDone = true;
            return text;
        });
        TestServer server = new(dispatcher: cell);
        ScriptedClient client = ScriptedClient.Of(server);
        Task call = client.RunAsync("x", ScriptedClient.ExactlyOnce).AsTask();
        await Condition.WaitAsync(() => cell.Handled == 1);
        await client.DisposeAsync();
        await Condition.WaitAsync(() => server.Server.ConnectionCount == 0);

        Assert.Equal(1, server.Server.InflightCount);
        Task stopping = server.StopAsync();
        Assert.False(stopping.IsCompleted);
        open.SetResult();
        await stopping;

        Assert.True(isDone);
        await Assert.ThrowsAsync<CellException>(() => call);
    }

    [Fact]
    public async Task Duplicate_in_progress_is_answered_with_the_first()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedCell cell = new(async (_, text) =>
        {
            await open.Task;
            return text;
        });
        await using TestServer server = new(dispatcher: cell);
        using InMemoryTransport client = await GreetAsync(server);
        await SendAsync(client, 1, $"{Client}:1");
        await SendAsync(client, 2, $"{Client}:1");
        await FrameExchange.SendAsync(client.Output, FrameType.Ping, Array.Empty<byte>(), CancellationToken.None);
        (FrameHeader pong, _) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);
        Assert.Equal(FrameType.Pong, pong.Type);
        open.SetResult();

        (FrameHeader first, byte[] firstBody) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);
        (FrameHeader second, byte[] secondBody) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);

        Assert.Equal([1u, 2u], new[] { first.Correlation, second.Correlation }.Order());
        Assert.All([first, second], static header => Assert.Equal(FrameType.Response, header.Type));
        Assert.Equal(firstBody, secondBody);
        Assert.Equal(1, cell.Handled);
    }

    [Fact]
    public async Task Key_that_is_none_is_refused()
    {
        ScriptedCell cell = new(static (_, text) => new(text));
        await using TestServer server = new(dispatcher: cell);
        using InMemoryTransport client = await GreetAsync(server);
        await SendAsync(client, 1, "my key");

        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(client.Input, 1024, CancellationToken.None);

        ErrorBody error = ErrorBody.Read(new ReadOnlySequence<byte>(body));
        Assert.Equal(FrameType.Error, header.Type);
        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(0, cell.Handled);
    }

    private static async Task<InMemoryTransport> GreetAsync(TestServer server)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        _ = server.Server.ServeAsync(serverEnd);
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = EchoCell.TestContract.Name, Fingerprint = EchoCell.TestContract.Fingerprint };
        await ClientHandshake.GreetAsync(clientEnd, hello, CancellationToken.None);
        return clientEnd;
    }

    private static async Task SendAsync(InMemoryTransport client, uint correlation, string key)
    {
        byte[] body = Encode(key);
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(FrameType.Request, FrameFlags.Metadata, 0, correlation, body.Length).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        await client.Output.WriteAsync(frame);
    }

    private static byte[] Encode(string key)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        new CallMetadata { IdempotencyKey = key }.Write(buffer);
        WireWriter writer = new(buffer);
        StringCodec.Write(ref writer, "x");
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
