using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Streams;

/// <summary>Streams between a client and a server that have different schemas of one contract.</summary>
public class PlannedStreamTests
{
    private static readonly CellSchema Before = Of(
        Call("Exchange", "Shop.Order", Parameter("limit", "Int32"), Items("lines", "Shop.Line")) with { Kind = CallKind.Duplex },
        Call("Ping", "Int32", Parameter("value", "Int32")),
        Call("Put", "Int32", Parameter("name", "String"), Items("lines", "Shop.Line"), Parameter("page", "Int32")) with { Kind = CallKind.ClientStream },
        Call("Same", "Int32", Items("numbers", "Int32")) with { Kind = CallKind.Duplex },
        Call("Watch", "Shop.Order", Parameter("from", "Int32")) with { Kind = CallKind.ServerStream },
        Enum("Shop.State", "Open", "Closed"),
        Record("Shop.Line", Positional("Id", "Int32"), Property("Total", "Int32"), Property("Old", "String?"), Property("State", "Shop.State")),
        Record("Shop.Order", Positional("Id", "Int32"), Property("Total", "Int64"), Property("Old", "String?"), Property("State", "Shop.State")));

    private static readonly CellSchema After = Of(
        Call("Added", "Int32"),
        Call("Exchange", "Shop.Order", Items("lines", "Shop.Line"), Parameter("limit", "Int64")) with { Kind = CallKind.Duplex },
        Call("Ping", "Int32", Parameter("value", "Int32")),
        Call("Put", "Int32", Parameter("page", "Int64"), Parameter("name", "String"), Items("lines", "Shop.Line"), Parameter("note", "String", Text("none"))) with { Kind = CallKind.ClientStream },
        Call("Same", "Int32", Items("numbers", "Int32")) with { Kind = CallKind.Duplex },
        Call("Watch", "Shop.Order", Parameter("from", "Int64")) with { Kind = CallKind.ServerStream },
        Enum("Shop.State", "Closed", "Open"),
        Record("Shop.Line", Property("State", "Shop.State"), Property("Total", "Int64"), Property("Name", "String", Text("")), Positional("Id", "Int32")),
        Record("Shop.Order", Property("State", "Shop.State"), Property("Total", "Int32"), Property("Name", "String", Text("")), Positional("Id", "Int32")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_stream_is_rewritten_item_by_item(bool inMemory)
    {
        await using Pair pair = new(Before, After, static (_, _, _) => Repeat(1000, static i => $$"""{"State":"Closed","Total":{{i}},"Name":"new","Id":{{-i}}}"""), inMemory);

        List<string> items = await pair.Streams.ReceiveAsync("Watch", """{"from":5}""").ToListAsync();

        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $$"""{"Id":{{-i}},"Total":{{i}},"Old":null,"State":"Closed"}"""), items);
        Assert.Equal("""{"from":5}""", Assert.Single(pair.Cell.Arguments));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_stream_is_rewritten_beside_the_plain_arguments(bool inMemory)
    {
        List<string> seen = [];
        await using Pair pair = new(Before, After, (_, _, items) => CountAsync(items, seen), inMemory);

        string count = await pair.Streams.SendAsync(
            "Put", """{"name":"n","page":3}""", Repeat(1000, static i => $$"""{"Id":{{-i}},"Total":{{i}},"Old":"gone","State":"Closed"}"""));

        Assert.Equal("1000", count);
        Assert.Equal("""{"page":3,"name":"n","note":"none"}""", Assert.Single(pair.Cell.Arguments));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => ServersLine(-i, i, "Closed", "")), seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplex_is_rewritten_in_both_directions(bool inMemory)
    {
        List<string> seen = [];
        await using Pair pair = new(
            Before, After, (_, _, items) => items.Select(item =>
            {
                seen.Add(item);
                return item;
            }), inMemory);

        List<string> items = await pair.Streams.ExchangeAsync(
            "Exchange", """{"limit":9}""", Repeat(1000, static i => $$"""{"Id":{{-i}},"Total":{{i}},"Old":"gone","State":"Open"}""")).ToListAsync();

        Assert.Equal("""{"limit":9}""", Assert.Single(pair.Cell.Arguments));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => ServersLine(-i, i, "Open", "")), seen);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => $$"""{"Id":{{-i}},"Total":{{i}},"Old":null,"State":"Open"}"""), items);
    }

    [Fact]
    public async Task Stream_that_is_the_same_in_both_schemas_is_not_touched()
    {
        await using Pair pair = new(Before, After, static (_, _, items) => items);

        Assert.Equal(["1", "-2", "3"], await pair.Streams.ExchangeAsync("Same", "{}", new[] { "1", "-2", "3" }.ToAsyncEnumerable()).ToListAsync());
    }

    [Fact]
    public async Task Streams_at_once_share_one_plan()
    {
        await using Pair pair = new(Before, After, static (_, _, items) => items);

        List<string>[] received = await Task.WhenAll(Enumerable.Range(0, 20).Select(call => Task.Run(async () => await pair.Streams.ExchangeAsync(
            "Exchange", """{"limit":9}""", Repeat(200, i => $$"""{"Id":{{call}},"Total":{{i}},"State":"Open"}""")).ToListAsync())));

        for (int call = 0; call < received.Length; call++)
        {
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $$"""{"Id":{{call}},"Total":{{i}},"Old":null,"State":"Open"}"""), received[call]);
        }
    }

    [Theory]
    [InlineData("Shop.State", "\"Open\"", "\"Lost\"", "Orders.Put(items)")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Open"}""", """{"Note":null,"State":"Open"}""", "Order.Note")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Open"}""", """{"Note":"n","State":"Lost"}""", "Order.State")]
    public async Task Sent_item_without_a_counterpart_fails_its_call_and_the_others_go_on(string type, string good, string bad, string path)
    {
        (CellSchema client, CellSchema server) = Narrowing(type, receives: false);
        List<string> seen = [];
        await using Pair pair = new(client, server, (call, _, items) => call == "Put" ? CountAsync(items, seen) : items);
        System.Threading.Channels.Channel<string> sent = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using IAsyncEnumerator<string> other = pair.Streams.ExchangeAsync("Same", "{}", sent.Reader.ReadAllAsync()).GetAsyncEnumerator();
        await sent.Writer.WriteAsync("1");
        Assert.True(await other.MoveNextAsync());

        UnmappableValueException error = await Assert.ThrowsAsync<UnmappableValueException>(
            () => pair.Streams.SendAsync("Put", "{}", new[] { good, bad, good }.ToAsyncEnumerable()));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(path, error.Path);
        Assert.Contains("item 1 ", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal("Shop.Orders.Put", error.Call);
        Assert.Single(seen);
        await sent.Writer.WriteAsync("2");
        Assert.True(await other.MoveNextAsync());
        Assert.Equal("2", other.Current);
        Assert.Equal(1, pair.Server.Server.ConnectionCount);
    }

    [Theory]
    [InlineData("Shop.State", "\"Open\"", "\"Lost\"", "Orders.Get:result")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Open"}""", """{"Note":null,"State":"Open"}""", "Order.Note")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Open"}""", """{"Note":"n","State":"Lost"}""", "Order.State")]
    public async Task Received_item_without_a_counterpart_fails_its_call_and_the_others_go_on(string type, string good, string bad, string path)
    {
        (CellSchema server, CellSchema client) = Narrowing(type, receives: true);
        await using Pair pair = new(client, server, (call, _, items) => call == "Get" ? new[] { good, good, bad, good }.ToAsyncEnumerable() : items);
        System.Threading.Channels.Channel<string> sent = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using IAsyncEnumerator<string> other = pair.Streams.ExchangeAsync("Same", "{}", sent.Reader.ReadAllAsync()).GetAsyncEnumerator();
        await sent.Writer.WriteAsync("1");
        Assert.True(await other.MoveNextAsync());
        List<string> items = [];

        UnmappableValueException error = await Assert.ThrowsAsync<UnmappableValueException>(async () =>
        {
            await foreach (string item in pair.Streams.ReceiveAsync("Get"))
            {
                items.Add(item);
            }
        });

        Assert.Equal([good, good], items);
        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Position);
        Assert.Equal("Shop.Orders.Get", error.Call);
        await sent.Writer.WriteAsync("2");
        Assert.True(await other.MoveNextAsync());
        Assert.Equal("2", other.Current);
        Assert.Equal(1, pair.Server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Sent_bytes_that_are_no_item_fail_their_call_only()
    {
        await using Pair pair = new(Before, After, static (call, _, items) => call == "Put" ? CountAsync(items, []) : Repeat(1, static _ => "7"));

        CellException error = await Assert.ThrowsAsync<CellException>(
            () => pair.Streams.SendRawAsync("Put", """{"name":"n","page":3}""", new byte[][] { [1, 2, 3] }.ToAsyncEnumerable()));

        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal("7", await pair.Client.CallAsync("Ping", """{"value":1}"""));
        Assert.Equal(1, pair.Server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Item_that_grows_over_the_readers_max_frame_fails_its_call_only()
    {
        CellSchema before = Of(Call("Put", "Int32", Items("items", "List<Shop.Order>")) with { Kind = CallKind.ClientStream }, Class("Shop.Order"));
        CellSchema after = Of(
            Call("Put", "Int32", Items("items", "List<Shop.Order>")) with { Kind = CallKind.ClientStream },
            Class("Shop.Order", Property("Note", "String", Text(new string('x', 1_000)))));
        await using Pair pair = new(before, after, static (_, _, items) => CountAsync(items, []), limits: new CellLimits { MaxFrame = 10_000 });
        string large = $"[{string.Join(',', Enumerable.Repeat("{}", 100))}]";

        CellException error = await Assert.ThrowsAsync<CellException>(() => pair.Streams.SendAsync("Put", "{}", new[] { "[{}]", large }.ToAsyncEnumerable()));

        Assert.Contains("10000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal("2", await pair.Streams.SendAsync("Put", "{}", new[] { "[{}]", "[{},{}]" }.ToAsyncEnumerable()));
    }

    [Fact]
    public async Task Stream_under_another_name_leaves_its_call_without_a_plan()
    {
        CellSchema before = Of(Call("Keep", "Int32"), Call("Put", "Int32", Items("old", "Int32")) with { Kind = CallKind.ClientStream });
        CellSchema after = Of(Call("Keep", "Int32"), Call("Put", "Int32", Parameter("old", "Int32", Number("1")), Items("new", "Int32")) with { Kind = CallKind.ClientStream });
        await using Pair pair = new(before, after, static (_, _, _) => Repeat(1, static _ => "1"), usedCalls: ["Keep"]);

        CellException error = await Assert.ThrowsAsync<CellException>(() => pair.Streams.SendAsync("Put", "{}", AsyncEnumerable.Empty<string>()));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal("1", await pair.Client.CallAsync("Keep"));
    }

    internal static ParameterSchema Items(string name, string type) => Parameter(name, type) with { IsStream = true };

    private static string ServersLine(int id, int total, string state, string name)
        => $$"""{"State":"{{state}}","Total":{{total}},"Name":"{{name}}","Id":{{id}}}""";

    private static async IAsyncEnumerable<string> Repeat(int count, Func<int, string> item)
    {
        for (int i = 0; i < count; i++)
        {
            yield return item(i);
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<string> CountAsync(IAsyncEnumerable<string> items, List<string> seen)
    {
        int count = 0;
        await foreach (string item in items)
        {
            seen.Add(item);
            count++;
        }

        yield return $"{count}";
    }

    /// <summary>A schema whose items of <paramref name="type"/> the other has no place for in some cases.</summary>
    private static (CellSchema Writer, CellSchema Reader) Narrowing(string type, bool receives)
    {
        CellSchema Create(string itemType, params TypeSchema[] types)
        {
            CallSchema call = receives
                ? Call("Get", itemType) with { Kind = CallKind.ServerStream }
                : Call("Put", "Int32", Items("items", itemType)) with { Kind = CallKind.ClientStream };
            return Of([call, Call("Same", "Int32", Items("numbers", "Int32")) with { Kind = CallKind.Duplex }, .. types]);
        }

        TypeSchema wide = Enum("Shop.State", "Open", "Lost");
        TypeSchema narrow = Enum("Shop.State", "Open");
        return type switch
        {
            "Shop.State" => (Create(type, wide), Create(type, narrow)),
            _ => (
                Create(type, wide, Record(type, Property("Note", "String?"), Property("State", "Shop.State"))),
                Create(type, narrow, Record(type, Property("Note", "String", Text("")), Property("State", "Shop.State")))),
        };
    }
}

/// <summary>A client and a server with a schema each.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private readonly Task _serving = Task.CompletedTask;

    public Pair(
        CellSchema client, CellSchema server, JsonStreamCell.Handler handle, bool inMemory = false, CellLimits? limits = null, IReadOnlyCollection<string>? usedCalls = null)
    {
        Cell = new JsonStreamCell(server, handle);
        Server = new TestServer(limits, dispatcher: Cell);
        if (inMemory)
        {
            (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
            _serving = Server.Server.ServeAsync(serverEnd);
            Client = JsonClient.Over(clientEnd, client);
        }
        else
        {
            Client = JsonClient.ForSocket(Server.SocketPath, client, usedCalls);
        }

        Streams = new JsonStreams(Client, client);
    }

    public JsonStreamCell Cell { get; }

    public TestServer Server { get; }

    public JsonClient Client { get; }

    public JsonStreams Streams { get; }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _serving;
        await Server.DisposeAsync();
    }
}
