using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>What a client of <see cref="CallbackCell"/> passes.</summary>
internal interface IWork
{
    ValueTask<int> AskAsync(int value, CancellationToken cancel = default);

    ValueTask TellAsync(string text, CancellationToken cancel = default);
}

/// <summary>A cell that calls back, as the generator would write it; a test says what its handler does.</summary>
internal sealed class CallbackCell : ICell<CallbackCell>
{
    public static readonly CellContract TestContract = new("Test.Callbacks", new string('c', 64), """{"c":"schema"}""");

    public static CellContract Contract => TestContract;

    /// <summary>What Run does.</summary>
    public Func<int, WorkProxy?, CallContext, ValueTask<int>> Run { get; set; } = static (value, _, _) => new(value);

    /// <summary>What Add handlers were called through.</summary>
    public IReadOnlyList<string> AddChain { get; private set; } = [];

    public static void AddClients(IServiceCollection services)
    {
    }

    /// <summary>In a process of its own, Run calls back.</summary>
    public static CallbackCell Create(IServiceProvider services) => new()
    {
        Run = static async (value, work, _) =>
        {
            await work!.TellAsync("Ünïcödé");
            return await work.AskAsync(value);
        },
    };

    public static ValueTask DispatchAsync(CallbackCell cell, ServerCall call) => call.Index switch
    {
        0 => RunAsync(cell, call),
        1 => Add(cell, call),
        2 => call.ReplyStreamAsync<int, Int32Codec>(AskEach(ReadRun(call, out int count), count)),
        _ => call.ReplyUnimplemented(),
    };

    public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    private static ValueTask RunAsync(CallbackCell cell, ServerCall call)
    {
        WorkProxy? work = ReadRun(call, out int value);
        return call.ReplyAsync<int, Int32Codec>(cell.Run(value, work, call.Context));
    }

    private static WorkProxy? ReadRun(ServerCall call, out int value)
    {
        WireReader request = call.OpenRequest();
        value = Int32Codec.Read(ref request);
        WorkProxy? work = BooleanCodec.Read(ref request) ? new WorkProxy(call.OpenCallback(1, EchoClient.ReadError)) : null;
        request.Complete();
        return work;
    }

    private static ValueTask Add(CallbackCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int left = Int32Codec.Read(ref request);
        int right = Int32Codec.Read(ref request);
        request.Complete();
        cell.AddChain = call.Context.Chain;
        call.Reply<int, Int32Codec>(left + right);
        return default;
    }

    private static async IAsyncEnumerable<int> AskEach(WorkProxy? work, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return await work!.AskAsync(i);
        }
    }
}

/// <summary>The implementation at the cell.</summary>
internal sealed class WorkProxy(ServerCallback callback) : IWork
{
    private static readonly CallbackMethod Ask = new(0, "Test.IWork.Ask");
    private static readonly CallbackMethod Tell = new(1, "Test.IWork.Tell");
    private static readonly CallbackMethod Unknown = new(9, "Test.IWork.Unknown");
    private static readonly CallbackMethod AskForASecond = new(0, "Test.IWork.Ask") { DeadlineMs = 1000 };

    public ValueTask<int> AskAsync(int value, CancellationToken cancel = default)
        => callback.CallAsync<Number, int, Int32Codec>(Ask, new Number(value), cancel);

    public ValueTask TellAsync(string text, CancellationToken cancel = default) => callback.CallAsync(Tell, new Text(text), cancel);

    public ValueTask UnknownAsync() => callback.CallAsync(Unknown, new Number(1), default);

    public ValueTask<int> AskForASecondAsync(int value) => callback.CallAsync<Number, int, Int32Codec>(AskForASecond, new Number(value), default);

    /// <summary>Reads the number that comes as a text.</summary>
    public ValueTask<string> AskForTextAsync(int value) => callback.CallAsync<Number, string, StringCodec>(Ask, new Number(value), default);

    /// <summary>Sends a text where a number is expected.</summary>
    public ValueTask<int> AskWithTextAsync(string text) => callback.CallAsync<Text, int, Int32Codec>(Ask, new Text(text), default);

    private readonly struct Number(int value) : ICallPayload
    {
        public void Write(ref WireWriter writer) => Int32Codec.Write(ref writer, value);
    }

    private readonly struct Text(string text) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, text);
    }
}
