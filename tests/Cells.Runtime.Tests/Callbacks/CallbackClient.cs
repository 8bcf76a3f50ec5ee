using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Wire;

namespace Cells.Runtime.Tests.Callbacks;

/// <summary>A client of <see cref="CallbackCell"/>, as the generator would write it.</summary>
internal sealed class CallbackClient(CellChannel channel) : IAsyncDisposable
{
    public CellChannel Channel => channel;

    public static CallbackClient Of(TestServer server, CellChannelOptions? options = null)
        => new(CellChannel.ForSocket(server.SocketPath, CallbackCell.TestContract, EchoClient.ReadError, options ?? new CellChannelOptions()));

    public CallbackClient With(CallOptions options) => new(channel.With(options));

    public ValueTask<int> RunAsync(int value, IWork? work, CancellationToken cancel = default)
        => channel.CallAsync<RunPayload, int, Int32Codec>(Calls.Run, new RunPayload(value, work), cancel);

    public IAsyncEnumerable<int> AskEachAsync(int count, IWork? work, CancellationToken cancel = default)
        => channel.StreamAsync<RunPayload, int, Int32Codec>(Calls.AskEach, new RunPayload(count, work), cancel);

    public ValueTask<int> AddAsync(int left, int right, CancellationToken cancel = default)
        => channel.CallAsync<AddPayload, int, Int32Codec>(Calls.Add, new AddPayload(left, right), cancel);

    public int Add(int left, int right) => channel.Call<AddPayload, int, Int32Codec>(Calls.Add, new AddPayload(left, right), default);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private readonly struct RunPayload(int value, IWork? work) : ICallbackPayload
    {
        public void Write(ref WireWriter writer)
        {
            Int32Codec.Write(ref writer, value);
            BooleanCodec.Write(ref writer, work is not null);
        }

        public CallbackTarget? FindCallback(int parameter) => parameter switch
        {
            1 => CallbackTarget.Of<IWork, WorkDispatcher>(work),
            _ => null,
        };
    }

    private readonly struct AddPayload(int left, int right) : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
            Int32Codec.Write(ref writer, left);
            Int32Codec.Write(ref writer, right);
        }
    }

    private readonly struct WorkDispatcher : ICallbackDispatcher<IWork>
    {
        public static ValueTask DispatchAsync(IWork target, CallbackCall call)
        {
            (target as Work)?.Calls.Enqueue(call);
            return call.Method switch
            {
                0 => Ask(target, call),
                1 => Tell(target, call),
                _ => call.ReplyUnimplemented(),
            };
        }

        public static string? NameOf(int method) => method switch
        {
            0 => "Ask",
            1 => "Tell",
            _ => null,
        };

        public static bool TryWriteError(int method, CellException error, out string name, ref WireWriter writer)
            => EchoCell.TryWriteError(2, error, out name, ref writer);

        private static ValueTask Ask(IWork target, CallbackCall call)
        {
            WireReader request = call.OpenRequest();
            int value = Int32Codec.Read(ref request);
            request.Complete();
            return value < 0
                ? call.ReplyRefusal("value is negative")
                : call.ReplyAsync<int, Int32Codec>(target.AskAsync(value, call.CancellationToken));
        }

        private static ValueTask Tell(IWork target, CallbackCall call)
        {
            WireReader request = call.OpenRequest();
            string text = StringCodec.Read(ref request);
            request.Complete();
            return call.ReplyAsync(target.TellAsync(text, call.CancellationToken));
        }
    }

    private static class Calls
    {
        public static readonly CallDescriptor Run = new(0, "Run");
        public static readonly CallDescriptor Add = new(1, "Add");
        public static readonly CallDescriptor AskEach = new(2, "AskEach");
    }
}

/// <summary>An implementation, of which a test says what it does.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle here.
internal sealed class Work : IWork
{
    private readonly SemaphoreSlim _begun = new(0);

    public Func<int, CancellationToken, ValueTask<int>> Ask { get; init; } = static (value, _) => new(value);

    public Func<string, ValueTask> Tell { get; init; } = static _ => default;

    /// <summary>Ends when a method of <see cref="Waiting"/> has seen its token cancelled.</summary>
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The calls as they came.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<CallbackCall> Calls { get; } = new();

    /// <summary>One whose Ask ends when it is cancelled only.</summary>
    public static Work Waiting()
    {
        Work work = null!;
        work = new Work
        {
            Ask = async (_, cancel) =>
            {
                try
                {
                    work._begun.Release();
                    await Task.Delay(Timeout.Infinite, cancel);
                    return 0;
                }
                catch (OperationCanceledException)
                {
                    work.Cancelled.TrySetResult();
                    throw;
                }
            },
        };
        return work;
    }

    /// <summary>Waits until one more Ask of <see cref="Waiting"/> runs.</summary>
    public Task WaitForAskAsync() => _begun.WaitAsync();

    public ValueTask<int> AskAsync(int value, CancellationToken cancel = default) => Ask(value, cancel);

    public ValueTask TellAsync(string text, CancellationToken cancel = default) => Tell(text);
}
