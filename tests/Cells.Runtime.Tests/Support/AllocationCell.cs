using Cells.Connections;
using Cells.Hosting;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Runtime.Tests.Support;

/// <summary>A cell whose handlers allocate nothing, and which says what its process has allocated.</summary>
public sealed class AllocationCell : ICell<AllocationCell>
{
    public static readonly CellContract TestContract = new("Test.Allocation", new string('b', 64), """{"a":"schema"}""");

    public static CellContract Contract => TestContract;

    public static void AddClients(IServiceCollection services)
    {
    }

    public static AllocationCell Create(IServiceProvider services) => new();

    public static ValueTask DispatchAsync(AllocationCell cell, ServerCall call) => call.Index switch
    {
        0 => Negate(call, call.Context),
        1 => NegateLater(call, call.Context),
        2 => Allocated(call),
        _ => call.ReplyUnimplemented(),
    };

    public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    /// <summary>Takes its context, and wants a deadline.</summary>
    private static ValueTask Negate(ServerCall call, CallContext context)
    {
        int value = Read(call);
        call.Reply<int, Int32Codec>(context.Remaining is null || context.Caller.Name.Length == 0 ? value : -value);
        return default;
    }

    /// <summary>The same, on another thread: with a pooled state machine, so that what is counted is the runtime's.</summary>
    private static ValueTask NegateLater(ServerCall call, CallContext context)
        => call.ReplyAsync<int, Int32Codec>(Later.NegateAsync(Read(call), context));

    private static ValueTask Allocated(ServerCall call)
    {
        call.OpenRequest().Complete();
        call.Reply<long, Int64Codec>(GC.GetTotalAllocatedBytes(precise: true));
        return default;
    }

    private static int Read(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int value = Int32Codec.Read(ref request);
        request.Complete();
        return value;
    }

    private static class Later
    {
        [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
        public static async ValueTask<int> NegateAsync(int value, CallContext context)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return context.Remaining is null ? value : -value;
        }
    }
}

/// <summary>A client of <see cref="AllocationCell"/>.</summary>
public sealed class AllocationClient(CellChannel channel) : IAsyncDisposable
{
    private static readonly CallDescriptor NegateCall = new(0, "Negate");
    private static readonly CallDescriptor NegateLaterCall = new(1, "NegateLater");
    private static readonly CallDescriptor AllocatedCall = new(2, "Allocated");

    public AllocationClient WithDeadline(TimeSpan deadline) => new(channel.With(new CallOptions { Deadline = deadline }));

    public int Negate(int value) => channel.Call<Payload, int, Int32Codec>(NegateCall, new Payload(value), CancellationToken.None);

    public ValueTask<int> NegateAsync(int value) => channel.CallAsync<Payload, int, Int32Codec>(NegateCall, new Payload(value), CancellationToken.None);

    public int NegateLater(int value) => channel.Call<Payload, int, Int32Codec>(NegateLaterCall, new Payload(value), CancellationToken.None);

    public long Allocated() => channel.Call<Nothing, long, Int64Codec>(AllocatedCall, default, CancellationToken.None);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private readonly struct Payload(int value) : ICallPayload
    {
        public void Write(ref WireWriter writer) => Int32Codec.Write(ref writer, value);
    }

    private readonly struct Nothing : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }
}
