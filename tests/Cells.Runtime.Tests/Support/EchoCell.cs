using Cells.Connections;
using Cells.Hosting;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Runtime.Tests.Support;

/// <summary>A cell as the generator would write it, with a handler for each way a call can go.</summary>
public sealed class EchoCell : ICell<EchoCell>, IAsyncDisposable
{
    public static readonly CellContract TestContract = new("Test.Echo", new string('a', 64), """{"a":"schema"}""");

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _entered = new(0);
    private int _waiting;
    private int _handled;

    public static CellContract Contract => TestContract;

    /// <summary>Ends when a Wait handler has seen its call cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a Wait handler runs.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The calls that reached a handler.</summary>
    public int Handled => Volatile.Read(ref _handled);

    /// <summary>Who called last.</summary>
    public string? LastCaller { get; private set; }

    /// <summary>What Relay handlers call.</summary>
    public EchoClient? Next { get; set; }

    /// <summary>What Loop handlers call: the cell itself.</summary>
    public EchoClient? Loop { get; set; }

    /// <summary>The time left as the last handler saw it.</summary>
    public TimeSpan? LastRemaining { get; private set; }

    public IReadOnlyList<string> LastChain { get; private set; } = [];

    public bool IsDisposed { get; private set; }

    public int WaitingCount => Volatile.Read(ref _waiting);

    /// <summary>Ends when <paramref name="count"/> more Wait handlers run.</summary>
    public async Task WaitForWaitersAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _entered.WaitAsync();
        }
    }

    public static void AddClients(IServiceCollection services)
    {
    }

    public static EchoCell Create(IServiceProvider services) => new();

    public static ValueTask DispatchAsync(EchoCell cell, ServerCall call)
    {
        Interlocked.Increment(ref cell._handled);
        return call.Index switch
        {
            0 => Add(cell, call),
            1 => Echo(call),
            2 => Fail(call),
            3 => call.ReplyAsync(cell.WaitAsync(call.Context)),
            4 => call.RunBlockingAsync(cell, static (cell, call) => Echo(call)),
            5 => Relay(cell, call),
            6 => default,
            8 => call.ReplyAsync(cell.Loop!.LoopAsync()),
            7 => call.ReplyAsync<int, Int32Codec>(cell.Next!.RelayAsync()),
            9 => call.RunLeasedAsync(cell, static (cell, call) => cell.EchoLeased(call)),
            10 => call.RunBlockingAsync(cell, static (cell, call) => cell.EchoLeased(call), isLeased: true),
            11 => call.RunLeasedAsync(cell, static (_, call) => EchoBytes(call)),
            _ => call.ReplyUnimplemented(),
        };
    }

    public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        if (call == 2 && error is EchoFailed failed)
        {
            name = "Test.EchoFailed";
            writer.WriteObjectHeader(1);
            StringCodec.Write(ref writer, failed.Detail);
            writer.EndObject();
            return true;
        }

        name = "";
        return false;
    }

    public void Open() => _gate.TrySetResult();

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }

    private static ValueTask Add(EchoCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int left = Int32Codec.Read(ref request);
        int right = Int32Codec.Read(ref request);
        request.Complete();
        if (ArgumentCheck.Range(left, -2147483647m, 2147483647m, "Echo.Add(left)") is { } refusal)
        {
            return call.ReplyRefusal(refusal);
        }

        cell.LastCaller = call.Context.Caller.Name;
        cell.LastChain = call.Context.Chain;
        cell.LastRemaining = call.Context.Remaining;
        call.Reply<int, Int32Codec>(left + right);
        return default;
    }

    private static ValueTask Echo(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        string text = StringCodec.Read(ref request);
        request.Complete();
        call.Reply<string, StringCodec>(text);
        return default;
    }

    private static ValueTask EchoBytes(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        ReadOnlyMemory<byte> bytes = ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref request);
        request.Complete();
        call.Reply<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, ByteCodec>>(bytes);
        return default;
    }

    private ValueTask EchoLeased(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        ReadOnlyMemory<byte> bytes = ReadOnlyMemoryCodec<byte, ByteCodec>.Read(ref request);
        request.Complete();
        return call.ReplyAsync<ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, ByteCodec>>(HoldAsync(bytes, call.Context));
    }

    private async ValueTask<ReadOnlyMemory<byte>> HoldAsync(ReadOnlyMemory<byte> bytes, CallContext context)
    {
        await WaitAsync(context);
        return bytes;
    }

    private static ValueTask Fail(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        string kind = StringCodec.Read(ref request);
        request.Complete();
        throw kind switch
        {
            "declared" => new EchoFailed(CellStatus.NotFound, "nothing here") { Detail = "on the shelf" },
            "undeclared" => new CellException(CellStatus.FailedPrecondition, "not now"),
            _ => new FormatException("a secret of the server"),
        };
    }

    private static ValueTask Relay(EchoCell cell, ServerCall call) => call.ReplyAsync<int, Int32Codec>(cell.Next!.AddAsync(1, 2));

    private async ValueTask WaitAsync(CallContext context)
    {
        LastRemaining = context.Remaining;
        Interlocked.Increment(ref _waiting);
        Waiting.TrySetResult();
        _entered.Release();
        try
        {
            await _gate.Task.WaitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled.TrySetResult();
            throw;
        }
    }
}

/// <summary>The declared error of <see cref="EchoCell"/>.</summary>
public sealed class EchoFailed(CellStatus status, string message) : CellException(status, message)
{
    public required string Detail { get; init; }
}
