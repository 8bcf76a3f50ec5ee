using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Transports;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>Calls between a client and a server that have different schemas of one contract.</summary>
public class PlannedCallTests
{
    private static readonly CellSchema Before = Of(
        Call("Find", "Shop.Order", Parameter("id", "Int32"), Parameter("note", "String")),
        Call("Ping", "Int32", Parameter("value", "Int32")),
        Call("Tell", null, Parameter("text", "String")) with { Errors = ["Shop.Gone"] },
        Enum("Shop.State", "Open", "Closed"),
        Record("Shop.Order", Positional("Id", "Int32"), Property("Total", "Int64"), Property("Old", "String?"), Property("State", "Shop.State")),
        Cells.Schema.Tests.Contract.Object("Shop.Gone", TypeKind.Error, Property("Count", "Int64"), Property("Where", "String", Text(""))));

    private static readonly CellSchema After = Of(
        Call("Added", "Int32"),
        Call("Find", "Shop.Order", Parameter("note", "String"), Parameter("id", "Int64"), Parameter("page", "Int32", Number("1"))),
        Call("Ping", "Int32", Parameter("value", "Int32")),
        Call("Tell", "Int32", Parameter("text", "String")) with { Errors = ["Shop.Fresh", "Shop.Gone"] },
        Enum("Shop.State", "Closed", "Open"),
        Record("Shop.Order", Property("State", "Shop.State"), Property("Total", "Int32"), Property("Name", "String", Text("")), Positional("Id", "Int32")),
        Cells.Schema.Tests.Contract.Object("Shop.Fresh", TypeKind.Error),
        Cells.Schema.Tests.Contract.Object("Shop.Gone", TypeKind.Error, Property("Where", "String", Text("")), Property("Count", "Int32")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_maps_its_number_its_arguments_and_its_result(bool inMemory)
    {
        JsonCell cell = new(After, static (call, _) => call switch
        {
            "Find" => """{"State":"Closed","Total":7,"Name":"new","Id":5}""",
            _ => "42",
        });
        await using TestServer server = new(dispatcher: cell);
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = inMemory ? server.Server.ServeAsync(serverEnd) : Task.CompletedTask;
        JsonClient client = inMemory ? JsonClient.Over(clientEnd, Before) : JsonClient.ForSocket(server.SocketPath, Before);

        Assert.Equal("""{"Id":5,"Total":7,"Old":null,"State":"Closed"}""", await client.CallAsync("Find", """{"id":5,"note":"n"}"""));
        Assert.Equal("42", await client.CallAsync("Ping", """{"value":1}"""));
        Assert.Equal("", await client.CallAsync("Tell", """{"text":"t"}"""));

        Assert.Equal(
            [("Find", """{"note":"n","id":5,"page":1}"""), ("Ping", """{"value":1}"""), ("Tell", """{"text":"t"}""")],
            cell.Handled);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task Declared_error_arrives_with_its_members_in_the_clients_schema()
    {
        JsonCell cell = new(After, static (_, _) => throw new DeclaredError("Shop.Gone", """{"Where":"shelf","Count":3}"""));
        await using TestServer server = new(dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before);

        DeclaredError error = await Assert.ThrowsAsync<DeclaredError>(() => client.CallAsync("Tell", """{"text":"t"}"""));

        Assert.Equal("""{"Count":3,"Where":"shelf"}""", error.Members);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal("Shop.Orders.Tell", error.Call);
    }

    [Fact]
    public async Task Declared_error_that_the_client_does_not_know_arrives_as_a_plain_one()
    {
        JsonCell cell = new(After, static (_, _) => throw new DeclaredError("Shop.Fresh", "{}"));
        await using TestServer server = new(dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before);

        UntypedCellException error = await Assert.ThrowsAsync<UntypedCellException>(() => client.CallAsync("Tell", """{"text":"t"}"""));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.Equal("declared", error.Message);
        Assert.Equal("Shop.Fresh", error.ErrorName);
    }

    [Fact]
    public async Task Error_name_that_another_call_declares_is_not_read_in_that_calls_form()
    {
        TypeSchema gone = Cells.Schema.Tests.Contract.Object("Shop.Gone", TypeKind.Error, Property("Count", "Int64"));
        CellSchema before = Of(Call("A", null), Call("B", null) with { Errors = ["Shop.Gone"] }, gone);
        CellSchema after = Of(
            Call("A", null) with { Errors = ["Shop.Gone"] }, Call("B", null) with { Errors = ["Shop.Gone"] }, gone with { Members = [Property("Count", "Int32")] });
        JsonCell cell = new(after, static (_, _) => throw new DeclaredError("Shop.Gone", """{"Count":3}"""));
        await using TestServer server = new(dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, before);

        await Assert.ThrowsAsync<UntypedCellException>(() => client.CallAsync("A"));
        DeclaredError known = await Assert.ThrowsAsync<DeclaredError>(() => client.CallAsync("B"));

        Assert.Equal("""{"Count":3}""", known.Members);
    }

    [Theory]
    [InlineData("Shop.State", "\"Lost\"", "value")]
    [InlineData("Shop.Shape", """{"$case":"Ring"}""", "value")]
    [InlineData("Shop.Order", """{"Note":null,"State":"Open"}""", "Order.Note")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Lost"}""", "Order.State")]
    [InlineData("List<Int32>", "[1,2,1]", "value[]")]
    public async Task Argument_without_a_counterpart_fails_its_call_before_the_handler_and_the_connection_lives(string type, string value, string path)
    {
        (CellSchema client, CellSchema server) = Narrowing(type, isRequest: true);
        JsonCell cell = new(server, static (_, _) => "1");
        await using TestServer running = new(dispatcher: cell);
        await using JsonClient caller = JsonClient.ForSocket(running.SocketPath, client);

        UnmappableValueException error = await Assert.ThrowsAsync<UnmappableValueException>(() => caller.CallAsync("Put", $$"""{"value":{{value}}}"""));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal(path.Replace("value", "Orders.Put(value)", StringComparison.Ordinal), error.Path);
        Assert.Contains(error.Path, error.Message, StringComparison.Ordinal);
        Assert.Equal("Shop.Orders.Put", error.Call);
        Assert.Empty(cell.Handled);
        Assert.Equal("1", await caller.CallAsync("Same"));
        Assert.Equal(1, running.Server.ConnectionCount);
    }

    [Theory]
    [InlineData("Shop.State", "\"Lost\"", "Orders.Get:result")]
    [InlineData("Shop.Shape", """{"$case":"Ring"}""", "Orders.Get:result")]
    [InlineData("Shop.Order", """{"Note":null,"State":"Open"}""", "Order.Note")]
    [InlineData("Shop.Order", """{"Note":"n","State":"Lost"}""", "Order.State")]
    [InlineData("List<Int32>", "[1,2,1]", "Orders.Get:result[]")]
    public async Task Result_without_a_counterpart_fails_its_call_as_executed_and_the_connection_lives(string type, string value, string path)
    {
        (CellSchema server, CellSchema client) = Narrowing(type, isRequest: false);
        JsonCell cell = new(server, (call, _) => call == "Get" ? value : "1");
        await using TestServer running = new(dispatcher: cell);
        await using JsonClient caller = JsonClient.ForSocket(running.SocketPath, client);

        UnmappableValueException error = await Assert.ThrowsAsync<UnmappableValueException>(() => caller.CallAsync("Get"));

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal(CallOutcome.Executed, error.Outcome);
        Assert.Equal(path, error.Path);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal("Shop.Orders.Get", error.Call);
        Assert.Equal("1", await caller.CallAsync("Same"));
        Assert.Equal(1, running.Server.ConnectionCount);
    }

    [Fact]
    public async Task Arguments_that_are_none_are_refused_as_such()
    {
        JsonCell cell = new(After, static (_, _) => "1");
        await using TestServer server = new(dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, Before);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.Channel.SendAsync<BytesBody, byte[], BytesDecoder>(
            new CallDescriptor(0, "Find"), new BytesBody(new byte[] { 1, 2, 3 }), CancellationToken.None));

        Assert.Equal(CellStatus.InvalidArgument, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Equal("1", await client.CallAsync("Ping", """{"value":1}"""));
    }

    [Fact]
    public async Task Message_that_grows_over_the_readers_max_frame_fails_its_call_only()
    {
        CellSchema before = Of(Call("Put", null, Parameter("value", "List<Shop.Order>")), Class("Shop.Order"));
        CellSchema after = Of(Call("Put", null, Parameter("value", "List<Shop.Order>")), Class("Shop.Order", Property("Note", "String", Text(new string('x', 1_000)))));
        JsonCell cell = new(after, static (_, _) => null);
        await using TestServer server = new(new CellLimits { MaxFrame = 10_000 }, dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, before);

        CellException error = await Assert.ThrowsAsync<CellException>(
            () => client.CallAsync("Put", $$"""{"value":[{{string.Join(',', Enumerable.Repeat("{}", 100))}}]}"""));

        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
        Assert.Contains("10000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await client.CallAsync("Put", """{"value":[{}]}"""));
    }

    [Fact]
    public async Task Call_without_a_plan_that_is_not_used_answers_incompatible_with_its_findings_and_the_connection_lives()
    {
        CellSchema before = Of(Call("Keep", "Int32"), Call("Lose", "Int32"), Call("Swap", "Int32"));
        CellSchema after = Of(Call("Keep", "Int32"), Call("Swap", "String"));
        JsonCell cell = new(after, static (_, _) => "1");
        await using TestServer server = new(dispatcher: cell);
        await using JsonClient client = JsonClient.ForSocket(server.SocketPath, before, usedCalls: ["Keep"]);

        CellException lost = await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Lose"));
        CellException swapped = await Assert.ThrowsAsync<CellException>(() => client.CallAsync("Swap"));

        Assert.Equal(CellStatus.Incompatible, lost.Status);
        Assert.Equal(CallOutcome.NotExecuted, lost.Outcome);
        Assert.Equal("Shop.Orders.Lose", lost.Call);
        Assert.Contains("\n  CELL2100 Orders.Lose: ", lost.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Swap", lost.Message, StringComparison.Ordinal);
        Assert.Contains("\n  CELL2303 Orders.Swap:result: ", swapped.Message, StringComparison.Ordinal);
        Assert.Contains("(client: int; server: string)", swapped.Message, StringComparison.Ordinal);
        Assert.Equal("1", await client.CallAsync("Keep"));
        Assert.Equal(1, server.Server.ConnectionCount);
        Assert.Contains(server.Log.Entries, static entry => entry.Message.EndsWith("without a plan: Lose, Swap", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_without_a_plan_that_a_client_sends_all_the_same_is_answered_incompatible()
    {
        CellSchema before = Of(Call("Keep", "Int32"), Call("Lose", "Int32"));
        await using TestServer server = new(dispatcher: new JsonCell(Of(Call("Keep", "Int32")), static (_, _) => "1"));
        (InMemoryTransport client, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        ChannelClient profile = new(JsonCell.ContractOf(before), EchoClient.ReadError, new CellChannelOptions { UsedCalls = ["Keep"] });
        await ClientHandshake.ConnectAsync(client, profile, CancellationToken.None);

        Assert.Equal((CellStatus.Incompatible, CallOutcome.NotExecuted), await AskAsync(client, call: 1));
        Assert.Equal((CellStatus.Unimplemented, CallOutcome.NotExecuted), await AskAsync(client, call: 2));

        client.Dispose();
        await serving;
    }

    [Fact]
    public async Task Server_that_comes_back_upgraded_is_planned_anew()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("cell.sock");
        TestServer first = new(socketPath: path, dispatcher: new JsonCell(Before, static (_, _) => "1"));
        await using JsonClient client = JsonClient.ForSocket(path, Before);
        Assert.Equal("1", await client.CallAsync("Ping", """{"value":1}"""));
        await first.DisposeAsync();

        JsonCell upgraded = new(After, static (call, _) => call == "Find" ? """{"State":"Open","Total":1,"Name":"n","Id":2}""" : "2");
        await using (TestServer second = new(socketPath: path, dispatcher: upgraded))
        {
            Assert.Equal("""{"Id":2,"Total":1,"Old":null,"State":"Open"}""", await client.CallAsync("Find", """{"id":5,"note":"n"}"""));
        }

        await using TestServer third = new(socketPath: path, dispatcher: new JsonCell(Before, static (_, _) => "3"));
        Assert.Equal("3", await client.CallAsync("Ping", """{"value":1}"""));
    }

    /// <summary>A schema whose values of <paramref name="type"/> the other has no place for in some cases.</summary>
    private static (CellSchema Writer, CellSchema Reader) Narrowing(string type, bool isRequest)
    {
        CellSchema Create(string valueType, params TypeSchema[] types)
        {
            CallSchema call = isRequest ? Call("Put", null, Parameter("value", valueType)) : Call("Get", valueType);
            return Of([call, Call("Same", "Int32"), .. types]);
        }

        TypeSchema ring = Record("Shop.Ring") with { CaseOf = "Shop.Shape" };
        TypeSchema disc = Record("Shop.Disc") with { CaseOf = "Shop.Shape" };
        TypeSchema wide = Enum("Shop.State", "Open", "Lost");
        TypeSchema narrow = Enum("Shop.State", "Open");
        return type switch
        {
            "Shop.State" => (Create(type, wide), Create(type, narrow)),
            "Shop.Shape" => (Create(type, Union("Shop.Shape", "Shop.Disc", "Shop.Ring"), disc, ring), Create(type, Union("Shop.Shape", "Shop.Disc"), disc)),
            "Shop.Order" => (
                Create(type, wide, Record(type, Property("Note", "String?"), Property("State", "Shop.State"))),
                Create(type, narrow, Record(type, Property("Note", "String", Text("")), Property("State", "Shop.State")))),
            _ => (Create("List<Int32>"), Create("HashSet<Int32>")),
        };
    }

    private static async Task<(CellStatus Status, CallOutcome Outcome)> AskAsync(InMemoryTransport client, ushort call)
    {
        byte[] frame = new byte[FrameHeader.Size];
        new FrameHeader(FrameType.Request, FrameFlags.None, call, call, 0).Write(frame);
        await client.Output.WriteAsync(frame);
        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(client.Input, 4096, CancellationToken.None);
        Assert.Equal((FrameType.Error, call, (uint)call), (header.Type, header.Call, header.Correlation));
        ErrorBody error = ErrorBody.Read(new System.Buffers.ReadOnlySequence<byte>(body));
        return (error.Status, error.Outcome);
    }
}
