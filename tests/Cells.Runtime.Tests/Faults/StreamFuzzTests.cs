using Cells.Connections;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Xunit.Abstractions;

namespace Cells.Runtime.Tests.Faults;

/// <summary>As <see cref="FuzzTests"/>, with what was said in streams, events and callbacks.</summary>
public class StreamFuzzTests(ITestOutputHelper output)
{
    private static int Sessions => Strangers.Sessions / 2;

    [Theory]
    [InlineData(Program.StreamsArgument)]
    [InlineData(Program.EventsArgument)]
    [InlineData(Program.CallbacksArgument)]
    public async Task Cell_under_strangers_in_its_own_process_serves_others_within_its_memory(string kind)
    {
        RecordedSession recorded = await RecordAsync(kind);
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path, arguments: kind);
        string socket = Path.Combine(directory.Path, "run", "public", "cell.sock");

        await FaultSeed.RunAsync(FaultSeed.Value, $"fuzz of {kind}", async () =>
        {
            await using CellChannel channel = CellChannel.ForSocket(socket, ContractOf(kind), EchoClient.ReadError);
            int served = await Strangers.AttackAsync(socket, Sessions, call => UseAsync(channel, kind, call), recorded.Client);
            output.WriteLine($"{Sessions} sessions, {served} times served meanwhile, peak memory {process.PeakMemory >> 20} MiB");
        });

        await Strangers.SurviveAsync(process);
    }

    [Theory]
    [InlineData(Program.StreamsArgument)]
    [InlineData(Program.EventsArgument)]
    [InlineData(Program.CallbacksArgument)]
    public async Task Client_of_a_strange_server_ends_every_stream_with_an_outcome(string kind)
    {
        RecordedSession recorded = await RecordAsync(kind);
        SessionMutator mutator = new(new Random(FaultSeed.Value), recorded.Server);
        for (int session = 0; session < Sessions; session++)
        {
            await FaultSeed.RunAsync(FaultSeed.Value, $"session {session}", () => MeetAsync(mutator.Next(), kind).WaitAsync(Strangers.Patience));
        }
    }

    private static async Task MeetAsync(byte[] answers, string kind)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        await using CellChannel channel = CellChannel.Over(clientEnd, ContractOf(kind), EchoClient.ReadError, new CellChannelOptions { Limits = RecordedSession.Narrow });
        Task answering = AnswerAsync(serverEnd, answers);
        try
        {
            await UseAsync(channel, kind, 1);
        }
        catch (Exception e) when (e is CellException or Xunit.Sdk.XunitException)
        {
            // The answers are not those to what was asked.
        }

        serverEnd.Dispose();
        await answering;
    }

    private static async Task AnswerAsync(InMemoryTransport serverEnd, byte[] answers)
    {
        await serverEnd.Output.WriteAsync(answers);
        await serverEnd.Output.CompleteAsync();
    }

    private static Task<RecordedSession> RecordAsync(string kind) => kind switch
    {
        Program.StreamsArgument => RecordedSession.StreamsAsync(),
        Program.EventsArgument => RecordedSession.EventsAsync(),
        _ => RecordedSession.CallbacksAsync(),
    };

    private static CellContract ContractOf(string kind) => kind switch
    {
        Program.StreamsArgument => StreamCell.TestContract,
        Program.EventsArgument => EventCell.Contract,
        _ => CallbackCell.TestContract,
    };

    private static Task UseAsync(CellChannel channel, string kind, int call) => kind switch
    {
        Program.StreamsArgument => StreamAsync(new StreamClient(channel), call),
        Program.EventsArgument => HearAsync(new EventClient(channel)),
        _ => CallBackAsync(new CallbackClient(channel), call),
    };

    private static async Task StreamAsync(StreamClient client, int call)
    {
        Task<List<int>> doubled = client.DoubleAsync(StreamTests.Produce(100)).ToListAsync().AsTask();
        Task<int> sum = client.SumAsync(call, StreamTests.Produce(100)).AsTask();
        Task<List<int>> counted = client.CountAsync(100).ToListAsync().AsTask();
        await Task.WhenAll(doubled, sum, counted);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => 2 * i), await doubled);
        Assert.Equal(call + Enumerable.Range(0, 100).Sum(), await sum);
        Assert.Equal(Enumerable.Range(0, 100), await counted);
    }

    private static async Task HearAsync(EventClient client)
    {
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EventSubscription subscription = await client.ChangedAsync((_, _) =>
        {
            heard.TrySetResult();
            return default;
        });
        Assert.Equal(7, await client.PingAsync());
        await Task.WhenAny(heard.Task, subscription.Completion);
    }

    private static async Task CallBackAsync(CallbackClient client, int call)
    {
        int told = 0;
        Work work = new()
        {
            Tell = _ =>
            {
                Interlocked.Increment(ref told);
                return default;
            },
        };
        Assert.Equal(call, await client.RunAsync(call, work));
        Assert.Equal(1, told);
    }
}
