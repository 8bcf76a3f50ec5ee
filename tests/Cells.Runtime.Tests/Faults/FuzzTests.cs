using System.Net.Sockets;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Peers that send what no sound peer sends. <c>CELLS_FUZZ_SEED</c> gives other bytes, <c>CELLS_FUZZ_SESSIONS</c> more of them.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Cell_under_strangers_in_its_own_process_serves_others_within_its_memory()
    {
        RecordedSession equal = await RecordedSession.EqualAsync();
        RecordedSession planned = await RecordedSession.PlannedAsync();
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        using TemporaryDirectory recorder = new();
        RecordedSession usage = await RecordedSession.UsageAsync(recorder.Path);
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        string socket = Path.Combine(directory.Path, "run", "public", "cell.sock");

        await FaultSeed.RunAsync(FaultSeed.Value, "fuzz of a process", async () =>
        {
            await using EchoClient other = new(CellChannel.ForSocket(socket, EchoCell.TestContract, EchoClient.ReadError));
            int served = await Strangers.AttackAsync(
                socket, Strangers.Sessions, async call => Assert.Equal($"call {call}", await other.EchoAsync($"call {call}")), equal.Client, planned.Client, usage.Client);
            output.WriteLine($"{Strangers.Sessions} sessions, {served} calls served meanwhile, peak memory {process.PeakMemory >> 20} MiB");
        });

        await Strangers.SurviveAsync(process);
    }

    [Fact]
    public async Task Cell_under_strange_documents_serves_others_and_logs_few_lines()
    {
        using TemporaryDirectory directory = new();
        // On a clock that stands still, the log's budget is what it is at the start.
        await using TestServer server = new(clock: new ManualClock(), dispatcher: RecordedSession.CreateServed(), consumersOf: directory.Path);
        StrangeDocuments documents = new(FaultSeed.Value, JsonCell.ContractOf(RecordedSession.Served));

        await FaultSeed.RunAsync(FaultSeed.Value, "fuzz of documents", async () =>
        {
            await using JsonClient other = JsonClient.ForSocket(server.SocketPath, RecordedSession.Built);
            for (int session = 0; session < Strangers.Sessions / 2; session++)
            {
                await Strangers.VisitAsync(server.SocketPath, documents.Next(), session).WaitAsync(Strangers.Patience);
                Assert.Equal("7", await other.CallAsync("Count"));
            }

            await Condition.WaitAsync(() => server.Server.ConnectionCount == 1);
        });

        // Refused; broken; and counting as everything. What is said once in a process' life is not counted.
        const int LinesOfAKind = 20;
        Assert.InRange(server.Log.Entries.Count(static entry => entry.Message.StartsWith("A connection was refused", StringComparison.Ordinal)), 1, LinesOfAKind);
        Assert.InRange(server.Log.Entries.Count(static entry => entry.Level == LogLevel.Warning && !entry.Message.StartsWith("A consumer is not", StringComparison.Ordinal)), 1, 3 * LinesOfAKind);
    }

    [Fact]
    public async Task Client_of_a_strange_server_ends_every_call_with_an_outcome()
    {
        RecordedSession equal = await RecordedSession.EqualAsync();
        RecordedSession planned = await RecordedSession.PlannedAsync();
        SessionMutator mutator = new(new Random(FaultSeed.Value), equal.Server, planned.Server);
        for (int session = 0; session < Strangers.Sessions; session++)
        {
            await FaultSeed.RunAsync(FaultSeed.Value, $"session {session}", () => MeetAsync(mutator.Next()).WaitAsync(Strangers.Patience));
        }
    }

    [Fact]
    public async Task Question_to_a_strange_server_is_answered_or_fails()
    {
        RecordedSession planned = await RecordedSession.PlannedAsync();
        SessionMutator mutator = new(new Random(FaultSeed.Value), planned.Server);
        using TemporaryDirectory directory = new();
        using CellListener listener = CellListener.Bind(directory.File("cell.sock"));
        for (int session = 0; session < Strangers.Sessions / 4; session++)
        {
            byte[] answer = mutator.Next();
            await FaultSeed.RunAsync(FaultSeed.Value, $"session {session}", async () =>
            {
                Task<CellSchemaAnswer> asking = CellSchemaQuery.AskAsync(directory.File("cell.sock"), includeSchema: true, Strangers.Patience);
                using (Socket accepted = await listener.Socket.AcceptAsync())
                {
                    await accepted.ReceiveAsync(new byte[4096]);
                    await accepted.SendAsync(answer);
                }

                try
                {
                    await asking;
                }
                catch (CellException e)
                {
                    Assert.Equal(CallOutcome.NotExecuted, e.Outcome);
                }
            });
        }
    }

    private static async Task MeetAsync(byte[] answers)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        await serverEnd.Output.WriteAsync(answers);
        await serverEnd.Output.CompleteAsync();
        await using EchoClient client = new(CellChannel.Over(clientEnd, EchoCell.TestContract, EchoClient.ReadError));
        Task[] calls = [client.AddAsync(1, 2).AsTask(), client.EchoAsync("text").AsTask(), client.FailAsync("declared").AsTask()];
        foreach (Task call in calls)
        {
            try
            {
                await call;
            }
            catch (CellException)
            {
            }
        }

        serverEnd.Dispose();
    }
}
