using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Wire;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>Callbacks between a client and a cell that have different schemas of one contract.</summary>
public class PlannedCallbackTests
{
    private const string Work = "Shop.IWork";

    private static readonly CellSchema Before = Of(Call("Run", "Int64", Callback())) with
    {
        Callbacks = [new CallbackSchema { Name = Work, Methods = [Call("Ask", "Int32", Parameter("id", "Int64"))] }],
    };

    private static readonly CellSchema After = Of(Call("Other", null), Call("Run", "Int64", Parameter("more", "Int32", Number("1")), Callback())) with
    {
        Callbacks = [new CallbackSchema { Name = Work, Methods = [Call("Added", null), Call("Ask", "Int64", Parameter("id", "Int32"))] }],
    };

    [Fact]
    public async Task Callback_maps_its_parameter_its_method_its_arguments_and_its_result()
    {
        Server cell = new();
        await using TestServer server = new(dispatcher: cell);
        await using CellChannel channel = CellChannel.ForSocket(server.SocketPath, JsonCell.ContractOf(Before), EchoClient.ReadError);

        long result = await channel.CallAsync<RunPayload, long, Int64Codec>(new CallDescriptor(0, "Run"), default, CancellationToken.None);

        Assert.Equal(42, result);
        Assert.Equal((CellStatus.Unimplemented, CallOutcome.NotExecuted), (cell.Refusal!.Status, cell.Refusal.Outcome));
    }

    private static ParameterSchema Callback() => Parameter("work", "Boolean") with { Callback = Work };

    /// <summary>The cell: its callback is the second parameter, takes an Int32 and gives an Int64.</summary>
    private sealed class Server() : CellDispatcher(JsonCell.ContractOf(After))
    {
        private static readonly CallbackMethod Added = new(0, "Shop.IWork.Added");
        private static readonly CallbackMethod Ask = new(1, "Shop.IWork.Ask");

        public CellException? Refusal { get; private set; }

        public override ValueTask DispatchAsync(ServerCall call)
        {
            Assert.Equal(1, call.Index);
            WireReader request = call.OpenRequest();
            Assert.Equal(1, Int32Codec.Read(ref request));
            Assert.True(BooleanCodec.Read(ref request));
            request.Complete();
            return call.ReplyAsync<long, Int64Codec>(RunAsync(call.OpenCallback(1)));
        }

        public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
        {
            name = "";
            return false;
        }

        private async ValueTask<long> RunAsync(ServerCallback callback)
        {
            Refusal = await Assert.ThrowsAsync<CellException>(async () => await callback.CallAsync(Added, default(NumberPayload), default));
            return await callback.CallAsync<NumberPayload, long, Int64Codec>(Ask, default, default);
        }
    }

    private readonly struct NumberPayload : ICallPayload
    {
        public void Write(ref WireWriter writer) => Int32Codec.Write(ref writer, 21);
    }

    /// <summary>The client: its callback is the only parameter, takes an Int64 and gives an Int32.</summary>
    private readonly struct RunPayload : ICallbackPayload
    {
        public void Write(ref WireWriter writer) => BooleanCodec.Write(ref writer, true);

        public CallbackTarget? FindCallback(int parameter) => parameter == 0 ? CallbackTarget.Of<object, Doubling>(this) : null;
    }

    private readonly struct Doubling : ICallbackDispatcher<object>
    {
        public static ValueTask DispatchAsync(object target, CallbackCall call)
        {
            Assert.Equal(0, call.Method);
            WireReader request = call.OpenRequest();
            long id = Int64Codec.Read(ref request);
            request.Complete();
            return call.ReplyAsync<int, Int32Codec>(new ValueTask<int>((int)(2 * id)));
        }

        public static string? NameOf(int method) => null;

        public static bool TryWriteError(int method, CellException error, out string name, ref WireWriter writer)
        {
            name = "";
            return false;
        }
    }
}
