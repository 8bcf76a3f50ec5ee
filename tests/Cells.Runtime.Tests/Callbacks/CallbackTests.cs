using System.Diagnostics;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Cells.Wire;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>Calls from a cell to the client that passed a callback.</summary>
public class CallbackTests
{
    private readonly CallbackCell _cell = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callback_gets_its_arguments_and_its_result_comes_back(bool inMemory)
    {
        List<string> told = [];
        _cell.Run = static async (value, work, _) =>
        {
            await work!.TellAsync("begun");
            int answer = await work.AskAsync(value);
            await work.TellAsync($"got {answer}");
            return answer + 1;
        };
        await using TestServer server = Serve();
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = inMemory ? server.Server.ServeAsync(serverEnd) : Task.CompletedTask;
        CallbackClient client = inMemory ? new(CellChannel.Over(clientEnd, CallbackCell.TestContract, EchoClient.ReadError)) : CallbackClient.Of(server);

        int result = await client.RunAsync(20, new Work
        {
            Ask = static (value, _) => new(2 * value),
            Tell = text =>
            {
                told.Add(text);
                return default;
            },
        });

        Assert.Equal(41, result);
        Assert.Equal(["begun", "got 40"], told);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task Callback_that_is_null_is_null_at_the_cell()
    {
        _cell.Run = static (value, work, _) => new(work is null ? -value : value);
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);

        Assert.Equal(-3, await client.RunAsync(3, null));
        Assert.Equal(3, await client.RunAsync(3, new Work()));
    }

    [Fact]
    public async Task Handler_awaits_several_callbacks_at_once()
    {
        const int Count = 20;
        _cell.Run = static async (_, work, _) =>
        {
            int[] answers = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => work!.AskAsync(i).AsTask()));
            return answers.Sum();
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int begun = 0;

        int sum = await client.RunAsync(0, new Work
        {
            Ask = async (value, _) =>
            {
                if (Interlocked.Increment(ref begun) == Count)
                {
                    all.SetResult();
                }

                await all.Task;
                return value;
            },
        });

        Assert.Equal(Count * (Count - 1) / 2, sum);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Callback_calls_the_cell_again(bool isBlocking)
    {
        _cell.Run = static async (value, work, _) => await work!.AskAsync(value);
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);

        int result = await client.RunAsync(1, new Work
        {
            Ask = async (value, cancel) => isBlocking ? client.Add(value, 10) : await client.AddAsync(value, 10, cancel),
        });

        Assert.Equal(11, result);
    }

    [Fact]
    public async Task Callback_runs_while_a_stream_is_read()
    {
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);

        List<int> items = await client.AskEachAsync(4, new Work { Ask = static (value, _) => new(value * value) }).ToListAsync();

        Assert.Equal([0, 1, 4, 9], items);
    }

    [Fact]
    public async Task Callback_used_after_its_call_has_ended_fails_unexecuted()
    {
        WorkProxy? kept = null;
        _cell.Run = (value, work, _) =>
        {
            kept = work;
            return new(value);
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        Work work = new();
        await client.RunAsync(1, work);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await kept!.AskAsync(1));

        Assert.Equal((CellStatus.FailedPrecondition, CallOutcome.NotExecuted, "Test.IWork.Ask"), (error.Status, error.Outcome, error.Call));
        Assert.Contains("the call that passed the callback has ended", error.Message, StringComparison.Ordinal);
        Assert.Empty(work.Calls);
    }

    [Fact]
    public async Task Callback_in_flight_ends_with_the_call_that_passed_it()
    {
        Work work = Work.Waiting();
        Task<int>? left = null;
        _cell.Run = async (value, proxy, _) =>
        {
            left = proxy!.AskAsync(1).AsTask();
            await work.WaitForAskAsync();
            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        await client.RunAsync(1, work);

        CellException error = await Assert.ThrowsAsync<CellException>(() => left!);

        Assert.Equal((CellStatus.FailedPrecondition, CallOutcome.Unknown), (error.Status, error.Outcome));
        await work.Cancelled.Task;
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Fact]
    public async Task Callback_without_an_implementation_fails_unexecuted()
    {
        _cell.Run = static async (value, work, _) => await work!.AskAsync(value);
        await using TestServer server = Serve();
        await using UntypedCellClient tool = UntypedCellClient.ForSocket(server.SocketPath, CallbackCell.TestContract.Name, CallbackCell.TestContract.Fingerprint);

        CellException error = await Assert.ThrowsAsync<CellException>(() => tool.CallAsync(0, "Run", new byte[] { 1, 0, 0, 0, 1 }));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
    }

    [Fact]
    public async Task Method_that_the_client_does_not_know_is_unimplemented()
    {
        CellException? seen = null;
        _cell.Run = async (value, work, _) =>
        {
            seen = await Assert.ThrowsAsync<CellException>(async () => await work!.UnknownAsync());
            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        await client.RunAsync(1, new Work());

        Assert.Equal((CellStatus.Unimplemented, CallOutcome.NotExecuted), (seen!.Status, seen.Outcome));
    }

    [Fact]
    public async Task More_callbacks_than_the_clients_max_inflight_fail_unexecuted()
    {
        Work work = Work.Waiting();
        CellException? third = null;
        _cell.Run = async (value, proxy, _) =>
        {
            using CancellationTokenSource stopping = new();
            Task<int>[] waiting = [proxy!.AskAsync(1, stopping.Token).AsTask(), proxy.AskAsync(2, stopping.Token).AsTask()];
            await work.WaitForAskAsync();
            await work.WaitForAskAsync();
            third = await Assert.ThrowsAsync<CellException>(async () => await proxy.AskAsync(3));
            await stopping.CancelAsync();
            foreach (Task<int> ask in waiting)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask);
            }

            return value;
        };
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server, new CellChannelOptions { Limits = new CellLimits { MaxInflight = 2 } });
        await client.RunAsync(1, work);

        Assert.Equal((CellStatus.ResourceExhausted, CallOutcome.NotExecuted), (third!.Status, third.Outcome));
        Assert.Equal(2, work.Calls.Count);
    }

    [Fact]
    public async Task Chain_and_trace_are_carried_on()
    {
        using Activity activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        string trace = activity.Id!;
        _cell.Run = static async (value, work, _) => await work!.AskAsync(value);
        await using TestServer server = Serve();
        await using CallbackClient client = CallbackClient.Of(server);
        Work work = new() { Ask = async (value, cancel) => await client.AddAsync(value, 1, cancel) };

        await client.RunAsync(1, work);

        Assert.Equal(["Test.Callbacks#0", "Cells.Runtime.Tests.Callbacks.IWork.Ask"], _cell.AddChain);
        Assert.Equal(trace, ((IHandledCall)Assert.Single(work.Calls)).TraceParent);
    }

    [Fact]
    public void Payload_without_callbacks_is_not_boxed()
    {
        // A payload is asked for callbacks with every call.
        PayloadBody<NoCallbacks> body = default;
        long least = long.MaxValue;
        for (int i = 0; i < 1000 && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Null(body.Callbacks);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private TestServer Serve(TimeProvider? clock = null) => new(clock: clock, dispatcher: new CellDispatcher<CallbackCell>(_cell));

    private readonly struct NoCallbacks : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }
}
