using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Wire;

namespace Cells.Runtime.Tests.Connections;

public class DirectReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Blocking_call_where_a_call_continues_reads_its_own_answer()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await Task.Run(CallAsync).WaitAsync(Patience);

        async Task CallAsync()
        {
            // Often enough for the connection to get a thread of its own, which continues here and is then blocked.
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(i + 1, await client.AddAsync(i, 1));
                Assert.Equal(i + 2, client.Add(i, 2));
            }
        }
    }

    [Fact]
    public async Task Code_that_blocks_the_reading_thread_until_another_call_is_answered_is_overtaken()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await Task.Run(CallAsync).WaitAsync(Patience);

        async Task CallAsync()
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(i + 1, await client.AddAsync(i, 1));
                Assert.Equal(i + 2, client.AddAsync(i, 2).AsTask().GetAwaiter().GetResult());
            }
        }
    }

    [Fact]
    public async Task Code_that_blocks_until_a_call_of_the_same_batch_continues_is_overtaken()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await client.AddAsync(0, 0);
        Task<int>[] both = new Task<int>[2];
        using Barrier met = new(2);
        both[0] = MeetAsync(client.WaitAsync());
        both[1] = MeetAsync(client.WaitAsync());
        await server.Cell.WaitForWaitersAsync(2);
        server.Cell.Open();
        Assert.Equal(2, (await Task.WhenAll(both).WaitAsync(Patience)).Sum());

        // Each holds its thread until the other is there.
        async Task<int> MeetAsync(ValueTask call)
        {
            await call;
            met.SignalAndWait();
            return 1;
        }
    }

    [Fact]
    public async Task Callers_that_block_and_callers_that_do_not_share_one_connection()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Task[] callers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(Block, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
            .. Enumerable.Range(0, 5).Select(_ => AwaitAsync()),
        ];
        await Task.WhenAll(callers).WaitAsync(Patience);

        void Block()
        {
            for (int i = 0; i < 300; i++)
            {
                Assert.Equal(i + 1, client.Add(i, 1));
            }
        }

        async Task AwaitAsync()
        {
            for (int i = 0; i < 300; i++)
            {
                Assert.Equal(i - 1, await client.AddAsync(i, -1));
            }
        }
    }

    [Fact]
    public async Task Caller_that_blocks_is_told_of_its_deadline()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await client.AddAsync(1, 1);
        CellException error = await Assert.ThrowsAsync<CellException>(() => Task.Run(() => client.Wait(TimeSpan.FromMilliseconds(50))).WaitAsync(Patience));
        Assert.Equal(CellStatus.DeadlineExceeded, error.Status);
        Assert.Equal(3, client.Add(1, 2));
    }

    [Fact]
    public async Task Caller_that_blocks_is_told_of_the_end_of_its_channel()
    {
        await using TestServer server = new();
        EchoClient client = server.CreateClient();
        await client.AddAsync(1, 1);
        Task blocked = Task.Run(() => client.Wait(Timeout.InfiniteTimeSpan));
        await server.Cell.Waiting.Task;
        await client.DisposeAsync().AsTask().WaitAsync(Patience);
        CellException error = await Assert.ThrowsAsync<CellException>(() => blocked.WaitAsync(Patience));
        Assert.Equal(CellStatus.Cancelled, error.Status);
    }

    [Fact]
    public async Task Connection_between_blocking_calls_still_learns_of_its_end()
    {
        TestServer server = new();
        await using EchoClient client = server.CreateClient();
        Assert.Equal(3, client.Add(1, 2));
        Task ended = client.Channel.Connector.Current!.Completion;
        await server.DisposeAsync();
        await ended.WaitAsync(Patience);
    }

    [Fact]
    public async Task Busy_connection_has_a_thread_of_its_own_and_gives_it_back_when_idle()
    {
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await client.AddAsync(1, 1);
        DirectReader reader = client.Channel.Connector.Current!.Reader!;
        using CancellationTokenSource overdue = new(Patience);
        // Other tests have busy connections, too, and there are only so many threads.
        while (!reader.IsReadAlone)
        {
            Assert.Equal(3, await client.AddAsync(1, 2));
            overdue.Token.ThrowIfCancellationRequested();
        }

        await Condition.WaitAsync(() => !reader.IsReadAlone);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Context_that_a_handler_leaves_behind_is_not_that_of_the_next_call()
    {
        await using TestServer server = new(dispatcher: new LeavingDispatcher());
        await using EchoClient client = server.CreateClient();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, await client.AddAsync(1, 2));
        }
    }

    /// <summary>Answers how often the context of the call was used before, and uses it.</summary>
    private sealed class LeavingDispatcher() : CellDispatcher(EchoCell.TestContract)
    {
        private readonly AsyncLocal<int> _uses = new();

        public override ValueTask DispatchAsync(ServerCall call)
        {
            call.Reply<int, Int32Codec>(_uses.Value);
            _uses.Value++;
            return default;
        }

        public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
        {
            name = "";
            return false;
        }
    }
}
