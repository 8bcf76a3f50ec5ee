using System.Collections.Concurrent;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Streams;

/// <summary>Interceptors at both ends around calls with streams.</summary>
public class StreamInterceptorTests
{
    private readonly Recorder _client = new();
    private readonly Recorder _server = new();
    private readonly StreamCell _cell = new();

    [Fact]
    public async Task Interceptors_run_around_each_kind_of_stream()
    {
        await using TestServer server = CreateServer();
        await using StreamClient client = CreateClient(server);

        List<int> counted = await client.CountAsync(3).ToListAsync();
        List<int> doubled = await client.DoubleAsync(client.CountAsync(3)).ToListAsync();
        int sum = await client.SumAsync(1, client.CountAsync(3));

        Assert.Equal([0, 1, 2], counted);
        Assert.Equal([0, 2, 4], doubled);
        Assert.Equal(4, sum);
        // Besides the three the two that they were fed from.
        Assert.Equal(5, _client.Entered.Count);
        Assert.Equal(5, _client.Left.Count);
        Assert.Equal(_client.Entered.Order(), ["Test.Streams.Count", "Test.Streams.Count", "Test.Streams.Count", "Test.Streams.Double", "Test.Streams.Sum"]);
        Assert.Equal(5, _server.Entered.Count);
        await Condition.WaitAsync(() => _server.Left.Count == 5);
    }

    [Fact]
    public async Task Server_interceptor_refuses_a_stream_before_it_begins()
    {
        _server.Refusal = new CellException(CellStatus.PermissionDenied, "not this one");
        await using TestServer server = CreateServer();
        await using StreamClient client = CreateClient(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.CountAsync(3).ToListAsync());

        Assert.Equal(CellStatus.PermissionDenied, error.Status);
        Assert.Equal(0, _cell.Produced);
    }

    [Fact]
    public async Task Client_interceptor_cannot_send_items_twice()
    {
        _client.Times = 2;
        await using TestServer server = CreateServer();
        await using StreamClient client = CreateClient(server);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.SumAsync(1, Items()));

        static async IAsyncEnumerable<int> Items()
        {
            await Task.Yield();
            yield return 1;
        }
    }

    private TestServer CreateServer() => new(dispatcher: new CellDispatcher<StreamCell>(_cell) { Interceptors = [_server] });

    private StreamClient CreateClient(TestServer server)
        => new(CellChannel.ForSocket(server.SocketPath, StreamCell.TestContract, EchoClient.ReadError, new CellChannelOptions { Interceptors = [_client] }));

    private sealed class Recorder : IClientInterceptor, IServerInterceptor
    {
        public ConcurrentQueue<string> Entered { get; } = new();

        public ConcurrentQueue<string> Left { get; } = new();

        public CellException? Refusal { get; set; }

        public int Times { get; set; } = 1;

        public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next) => RunAsync(call.Name, () => next(call));

        public ValueTask InvokeAsync(CallContext call, Func<CallContext, ValueTask> next) => RunAsync(call.Call, () => next(call));

        private async ValueTask RunAsync(string call, Func<ValueTask> next)
        {
            Entered.Enqueue(call);
            await Task.Yield();
            if (Refusal is not null)
            {
                throw Refusal;
            }

            for (int i = 0; i < Times; i++)
            {
                await next();
            }

            Left.Enqueue(call);
        }
    }
}
