using Cells.Connections;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Hosting;

/// <summary>The contract of <see cref="CellSystem"/>, written as the generator would.</summary>
/// <remarks>Calls are only ever added, behind those that there are: a cell of an older version answers a call that it does not know with Unimplemented.</remarks>
internal static class CellSystemContract
{
    /// <summary>Stands for the calls and their types, but not for their number.</summary>
    public const string Fingerprint = "5ce11500000000000000000000000000000000000000000000000000000001a1";

    public static readonly CellContract Contract = new("Cells.Hosting.CellSystem", Fingerprint, "");
}

internal sealed partial class CellSystem : ICell<CellSystem>
{
    static CellContract ICell<CellSystem>.Contract => CellSystemContract.Contract;

    static void ICell<CellSystem>.AddClients(IServiceCollection services)
    {
    }

    static CellSystem ICell<CellSystem>.Create(IServiceProvider services)
        => throw new InvalidOperationException("the host creates the system's cell itself");

    static ValueTask ICell<CellSystem>.DispatchAsync(CellSystem cell, ServerCall call)
        => call.Index switch
        {
            0 => Calls.Health(cell, call),
            1 => Calls.Schema(cell, call),
            2 => Calls.ForgetConsumer(cell, call),
            3 => Calls.Load(cell, call),
            _ => call.ReplyUnimplemented(),
        };

    static bool ICell<CellSystem>.TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    private static class Calls
    {
        public static ValueTask Health(CellSystem cell, ServerCall call)
        {
            WireReader request = call.OpenRequest();
            request.Complete();
            call.Reply<CellHealth, CellHealthCodec>(cell.Health());
            return default;
        }

        public static ValueTask Schema(CellSystem cell, ServerCall call)
        {
            WireReader request = call.OpenRequest();
            request.Complete();
            call.Reply<string, StringCodec>(cell.Schema());
            return default;
        }

        public static ValueTask Load(CellSystem cell, ServerCall call)
        {
            WireReader request = call.OpenRequest();
            request.Complete();
            call.Reply<CellLoad, CellLoadCodec>(cell.Load());
            return default;
        }

        public static ValueTask ForgetConsumer(CellSystem cell, ServerCall call)
        {
            WireReader request = call.OpenRequest();
            string name = StringCodec.Read(ref request);
            request.Complete();
            return call.ReplyAsync<bool, BooleanCodec>(cell.ForgetConsumerAsync(name, call.Context.CancellationToken));
        }
    }
}

/// <summary>Writes and reads <see cref="CellHealth"/>.</summary>
internal readonly struct CellHealthCodec : IWireCodec<CellHealth>
{
    private const int MemberCount = 6;

    public static WireShape Shape => WireShape.Object;

    public static void Write(ref WireWriter writer, in CellHealth value)
    {
        writer.WriteObjectHeader(MemberCount);
        writer.WriteBlock(value.Status);
        StringCodec.Write(ref writer, value.Version);
        StringCodec.Write(ref writer, value.Fingerprint);
        TimeSpanCodec.Write(ref writer, value.Uptime);
        Int32Codec.Write(ref writer, value.Connections);
        Int32Codec.Write(ref writer, value.Inflight);
        writer.EndObject();
    }

    public static CellHealth Read(ref WireReader reader)
    {
        reader.ReadObjectHeader(MemberCount, "Cells.Hosting.CellHealth");
        CellHealth value = new(
            reader.ReadBlock<CellHealthStatus>(),
            StringCodec.Read(ref reader),
            StringCodec.Read(ref reader),
            TimeSpanCodec.Read(ref reader),
            Int32Codec.Read(ref reader),
            Int32Codec.Read(ref reader));
        reader.EndObject();
        return value;
    }
}
