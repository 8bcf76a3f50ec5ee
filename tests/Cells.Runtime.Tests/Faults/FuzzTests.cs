using System.Globalization;
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
    private const int Strangers = 8;
    private const int MostMemory = 384 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static int Sessions { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("CELLS_FUZZ_SESSIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 400;

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
            int served = await AttackAsync(socket, [equal.Client, planned.Client, usage.Client]);
            output.WriteLine($"{Sessions} sessions, {served} calls served meanwhile, peak memory {PeakMemory(process.Id) >> 20} MiB");
        });

        Assert.InRange(PeakMemory(process.Id), 1, MostMemory);
        Assert.DoesNotContain("Unhandled", process.Errors, StringComparison.Ordinal);
        process.Terminate();
        Assert.Equal(0, await process.WaitForExitAsync());
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
            for (int session = 0; session < Sessions / 2; session++)
            {
                await VisitAsync(server.SocketPath, documents.Next(), session).WaitAsync(Patience);
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
        for (int session = 0; session < Sessions; session++)
        {
            await FaultSeed.RunAsync(FaultSeed.Value, $"session {session}", () => MeetAsync(mutator.Next()).WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Question_to_a_strange_server_is_answered_or_fails()
    {
        RecordedSession planned = await RecordedSession.PlannedAsync();
        SessionMutator mutator = new(new Random(FaultSeed.Value), planned.Server);
        using TemporaryDirectory directory = new();
        using CellListener listener = CellListener.Bind(directory.File("cell.sock"));
        for (int session = 0; session < Sessions / 4; session++)
        {
            byte[] answer = mutator.Next();
            await FaultSeed.RunAsync(FaultSeed.Value, $"session {session}", async () =>
            {
                Task<CellSchemaAnswer> asking = CellSchemaQuery.AskAsync(directory.File("cell.sock"), includeSchema: true, Patience);
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

    /// <summary>Attacks and calls at once.</summary>
    /// <returns>The calls that were served while the attack went on.</returns>
    private static async Task<int> AttackAsync(string socket, byte[][] sessions)
    {
        await using EchoClient other = new(CellChannel.ForSocket(socket, EchoCell.TestContract, EchoClient.ReadError));
        Task attack = Task.WhenAll(Enumerable.Range(0, Strangers).Select(stranger => Task.Run(async () =>
        {
            SessionMutator mutator = new(new Random(FaultSeed.Value + stranger), sessions);
            for (int session = stranger; session < Sessions; session += Strangers)
            {
                await VisitAsync(socket, mutator.Next(), session).WaitAsync(Patience);
            }
        })));
        int served = 0;
        do
        {
            Assert.Equal($"call {served}", await other.EchoAsync($"call {served}"));
            served++;
        }
        while (!attack.IsCompleted);
        await attack;
        return served;
    }

    /// <summary>Sends the bytes and, three times of four, waits until the server has had enough.</summary>
    private static async Task VisitAsync(string socket, byte[] bytes, int session)
    {
        using Socket stranger = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await stranger.ConnectAsync(new UnixDomainSocketEndPoint(socket));
            await stranger.SendAsync(bytes);
            if (session % 4 == 0)
            {
                return;
            }

            stranger.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[4096];
            while (await stranger.ReceiveAsync(answer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server closed first.
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

    private static long PeakMemory(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
