using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Runtime.Tests.Transports.SharedMemory;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What two ends have sent to each other.</summary>
/// <param name="Name">What happened.</param>
/// <param name="Client">The bytes of the client.</param>
/// <param name="Server">The bytes of the server.</param>
internal sealed record RecordedSession(string Name, byte[] Client, byte[] Server)
{
    private static readonly CellLimits One = new() { MaxInflight = 1 };
    private static readonly Lazy<Task<RecordedSession>> Planned = new(RecordPlannedAsync);

    /// <summary>Windows that a few items use up.</summary>
    public static CellLimits Narrow { get; } = new() { StreamWindow = 1024, ConnectionWindow = 2048 };

    /// <summary>The schema of a client whose server has <see cref="Served"/>.</summary>
    public static CellSchema Built { get; } = Of(
        Call("Count", "Int64"), Call("Get", "Shop.Order", Parameter("id", "Int32")), Record("Shop.Order", Positional("Id", "Int32"), Positional("Note", "String")));

    /// <summary>The schema of a server that takes more than its older clients know of.</summary>
    public static CellSchema Served { get; } = Of(
        Call("Count", "Int32"), Call("Get", "Shop.Order", Parameter("id", "Int64")), Call("New"), Record("Shop.Order", Positional("Id", "Int32"), Positional("Note", "String")));

    /// <summary>Equal schemas: calls, a declared error, one that is not, arguments that are none, a cancelled call, and the server's farewell.</summary>
    public static Task<RecordedSession> EqualAsync() => RecordAsync("equal schemas", new TestServer(), transport => new EchoClient(
        CellChannel.Over(transport, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions { ClientName = "recorder", Limits = One })), static async (client, server) =>
        {
            await client.AddAsync(1, 2);
            await client.EchoAsync("Ünïcödé");
            await EndAsync(client.FailAsync("declared"));
            await EndAsync(client.FailAsync("unhandled"));
            await EndAsync(client.AddTextAsync("no numbers"));
            await EndAsync(client.UnknownAsync());
            using CancellationTokenSource cancel = new();
            Task cancelled = client.WaitAsync(cancel.Token).AsTask();
            await server.Cell.Waiting.Task;
            await cancel.CancelAsync();
            await EndAsync(new ValueTask(cancelled));
            await server.Cell.Cancelled.Task;
            // Sent when the cancelled call has its answer, whose place it takes: a client that leaves would not wait for that.
            ValueTask deadline = client.WaitASecondAsync();
            await server.Cell.WaitForWaitersAsync(2);
            server.Server.AnnounceSchema(new string('b', 64), "2.0.0");
            server.Cell.Open();
            await deadline;
            await server.Server.DrainAsync(TimeSpan.FromMinutes(1), "the recording is over");
        });

    /// <summary>Two schemas: both documents, a plan, calls that are rewritten.</summary>
    /// <remarks>Recorded once: later connections of this process know the documents.</remarks>
    public static Task<RecordedSession> PlannedAsync() => Planned.Value;

    /// <summary>A cell with the schema <see cref="Served"/>.</summary>
    public static JsonCell CreateServed() => new(Served, static (call, _) => call == "Count" ? "7" : """{"Id":1,"Note":"n"}""");

    /// <summary>A client that tells what it uses, as its build recorded it.</summary>
    public static async Task<RecordedSession> UsageAsync(string directory) => await RecordAsync(
        "a record of what is used",
        new TestServer(consumersOf: directory),
        static transport => new EchoClient(CellChannel.Over(transport, EchoCell.TestContract, EchoClient.ReadError, TestConsumers.OptionsOf(TestConsumers.Record()))),
        static async (client, _) => await client.AddAsync(1, 2));

    /// <summary>Large bodies, the first over the socket and the next ones through memory.</summary>
    public static async Task<RecordedSession> SharedAsync()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        await link.Client.EchoAsync(SharedLink.Text(100_000));
        await link.CloseAsync();
        return new RecordedSession("shared memory", link.ClientEnd.Sent, link.ServerEnd.Sent);
    }

    /// <summary>Schemas that do not fit.</summary>
    public static Task<RecordedSession> RefusedAsync() => RecordAsync(
        "a refusal",
        new TestServer(dispatcher: new JsonCell(Of(Call("Count", "String")), static (_, _) => "1")),
        static transport => JsonClient.Over(transport, Built),
        static async (client, _) => await EndAsync(new ValueTask(client.CallAsync("Get", """{"id":1}"""))));

    /// <summary>Silence with a call open: each side asks the other for a sign of life.</summary>
    public static Task<RecordedSession> SilentAsync()
    {
        ManualClock clock = new();
        return RecordAsync("silence", new TestServer(clock: clock), transport => new EchoClient(
            CellChannel.Over(transport, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions { TimeProvider = clock })), async (client, server) =>
            {
                Task waiting = client.WaitAsync().AsTask();
                await server.Cell.Waiting.Task;
                clock.Advance(TimeSpan.FromSeconds(16));
                // Answered after the pings, which are read in order.
                await client.AddAsync(1, 2);
                await client.AddAsync(3, 4);
                server.Cell.Open();
                await waiting;
            });
    }

    /// <summary>A question for the schema and the consumers.</summary>
    public static async Task<RecordedSession> QuestionAsync(string directory)
    {
        Hello question = new() { Purpose = HelloPurpose.Ask, ClientName = "recorder", ClientVersion = "1.0.0", WantsDocument = true, WantsConsumers = true, IsTool = true };
        await using TestServer server = new(consumersOf: directory);
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        using FaultyTransport client = new(clientEnd);
        using FaultyTransport faulty = new(serverEnd);
        Task serving = server.Server.ServeAsync(faulty);
        await ClientHandshake.GreetAsync(client, question, CancellationToken.None);
        await serving;
        return new RecordedSession("a question", client.Sent, faulty.Sent);
    }

    /// <summary>Items both ways, through windows that are used up.</summary>
    public static Task<RecordedSession> StreamsAsync() => RecordAsync(
        "streams",
        new TestServer(Narrow, dispatcher: new CellDispatcher<StreamCell>(new StreamCell())),
        transport => new StreamClient(CellChannel.Over(transport, StreamCell.TestContract, EchoClient.ReadError, new CellChannelOptions { Limits = Narrow })),
        static async (client, _) =>
        {
            await client.DoubleAsync(StreamTests.Produce(1000)).ToListAsync();
            await client.SumAsync(1, StreamTests.Produce(1000));
            await client.CountAsync(300).ToListAsync();
        });

    /// <summary>A subscription, which the server ends when it leaves.</summary>
    public static Task<RecordedSession> EventsAsync()
    {
        EventCell cell = new();
        return RecordAsync(
            "events",
            new TestServer(dispatcher: new CellDispatcher<EventCell>(cell)),
            static transport => new EventClient(CellChannel.Over(transport, EventCell.Contract, EchoClient.ReadError)),
            async (client, server) =>
            {
                TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await using EventSubscription subscription = await client.ChangedAsync((_, _) =>
                {
                    seen.TrySetResult();
                    return default;
                });
                await cell.ChangedAsync(1, "one");
                await seen.Task;
                await server.Server.DrainAsync(TimeSpan.FromMinutes(1), "the recording is over");
            });
    }

    /// <summary>Calls back: with an answer, without one, with an error, and to a method that is not there.</summary>
    public static Task<RecordedSession> CallbacksAsync()
    {
        CallbackCell cell = new()
        {
            Run = static async (value, work, _) =>
            {
                await work!.TellAsync("Ünïcödé");
                await EndAsync(work.TellAsync("fail"));
                await EndAsync(work.UnknownAsync());
                return await work.AskAsync(value);
            },
        };
        Work work = new()
        {
            Tell = static text => text == "fail" ? throw new EchoFailed(CellStatus.NotFound, "nothing here") { Detail = "on the shelf" } : default,
        };
        return RecordAsync(
            "callbacks",
            new TestServer(dispatcher: new CellDispatcher<CallbackCell>(cell)),
            static transport => new CallbackClient(CellChannel.Over(transport, CallbackCell.TestContract, EchoClient.ReadError)),
            async (client, _) => await client.RunAsync(1, work));
    }

    private static Task<RecordedSession> RecordPlannedAsync() => RecordAsync(
        "two schemas",
        new TestServer(dispatcher: CreateServed()),
        static transport => JsonClient.Over(transport, Built),
        static async (client, _) =>
        {
            await client.CallAsync("Count");
            await client.CallAsync("Get", """{"id":1}""");
        });

    private static async Task<RecordedSession> RecordAsync<TClient>(
        string name, TestServer server, Func<FaultyTransport, TClient> connect, Func<TClient, TestServer, Task> talk)
        where TClient : IAsyncDisposable
    {
        await using TestServer owned = server;
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        using FaultyTransport client = new(clientEnd);
        using FaultyTransport faulty = new(serverEnd);
        Task serving = server.Server.ServeAsync(faulty);
        await using (TClient channel = connect(client))
        {
            await talk(channel, server);
        }

        await serving;
        return new RecordedSession(name, client.Sent, faulty.Sent);
    }

    private static async Task EndAsync(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
        }
    }
}
