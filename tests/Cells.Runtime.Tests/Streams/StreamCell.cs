using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Hosting;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Runtime.Tests.Streams;

/// <summary>A cell with streams, as the generator would write it.</summary>
#pragma warning disable CA1001 // The semaphore holds no handle here, and a late handler must not find it disposed.
internal sealed class StreamCell : ICell<StreamCell>
{
    public static readonly CellContract TestContract = new("Test.Streams", new string('b', 64), """{"b":"schema"}""");

    private const int LargestBlob = 1024 * 1024;

    private readonly SemaphoreSlim _steps = new(0);
    private int _produced;
    private int _disposed;

    public static CellContract Contract => TestContract;

    /// <summary>The items that Count and Blobs handlers have made.</summary>
    public int Produced => Volatile.Read(ref _produced);

    /// <summary>The handlers' enumerators that were disposed.</summary>
    public int Disposed => Volatile.Read(ref _disposed);

    /// <summary>What handlers saw last.</summary>
    public Signals Seen { get; } = new();

    /// <summary>What Relay handlers read.</summary>
    public StreamClient? Next { get; set; }

    public static void AddClients(IServiceCollection services)
    {
    }

    public static StreamCell Create(IServiceProvider services) => new();

    public static ValueTask DispatchAsync(StreamCell cell, ServerCall call) => call.Index switch
    {
        0 => Count(cell, call),
        1 => Blobs(cell, call),
        2 => Sum(cell, call),
        3 => Double(cell, call),
        4 => Steps(cell, call),
        5 => Take(cell, call),
        6 => Fail(cell, call),
        7 => Add(call),
        8 => Relay(cell, call),
        9 => call.ReplyAsync(cell.IgnoreAsync(call.Context)),
        10 => call.ReplyAsync<int, Int32Codec>(cell.SumTwiceAsync(call.OpenItems<int, Int32Codec>())),
        _ => call.ReplyUnimplemented(),
    };

    public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }

    /// <summary>Lets Steps handlers make <paramref name="count"/> more items.</summary>
    public void Step(int count = 1) => _steps.Release(count);

    private static ValueTask Count(StreamCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int count = Int32Codec.Read(ref request);
        request.Complete();
        return call.ReplyStreamAsync<int, Int32Codec>(cell.CountAsync(count, call.CancellationToken));
    }

    private static ValueTask Blobs(StreamCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int count = Int32Codec.Read(ref request);
        int size = Int32Codec.Read(ref request);
        request.Complete();
        return call.ReplyStreamAsync<byte[], ArrayCodec<byte, ByteCodec>>(cell.BlobsAsync(count, size, call.CancellationToken));
    }

    private static ValueTask Sum(StreamCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int start = Int32Codec.Read(ref request);
        request.Complete();
        return call.ReplyAsync<int, Int32Codec>(cell.SumAsync(start, call.OpenItems<int, Int32Codec>(static item => item < 0 ? $"item {item} is negative" : null)));
    }

    private static ValueTask Double(StreamCell cell, ServerCall call)
        => call.ReplyStreamAsync<int, Int32Codec>(cell.DoubleAsync(call.OpenItems<int, Int32Codec>()));

    private static ValueTask Steps(StreamCell cell, ServerCall call)
        => call.ReplyStreamAsync<int, Int32Codec>(cell.StepsAsync(call.CancellationToken));

    private static ValueTask Take(StreamCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int count = Int32Codec.Read(ref request);
        request.Complete();
        return call.ReplyAsync<int, Int32Codec>(cell.TakeAsync(count, call.OpenItems<int, Int32Codec>()));
    }

    private static ValueTask Fail(StreamCell cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int count = Int32Codec.Read(ref request);
        request.Complete();
        return call.ReplyStreamAsync<int, Int32Codec>(cell.FailAsync(count));
    }

    private static ValueTask Add(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        int left = Int32Codec.Read(ref request);
        int right = Int32Codec.Read(ref request);
        request.Complete();
        call.Reply<int, Int32Codec>(left + right);
        return default;
    }

    private static ValueTask Relay(StreamCell cell, ServerCall call)
        => call.ReplyStreamAsync<int, Int32Codec>(cell.RelayAsync(call.Context));

    private async IAsyncEnumerable<int> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                Interlocked.Increment(ref _produced);
                yield return i;
            }

            await Task.CompletedTask;
        }
        finally
        {
            Interlocked.Increment(ref _disposed);
        }
    }

    private async IAsyncEnumerable<byte[]> BlobsAsync(int count, int size, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestBlob);
        await foreach (int i in CountAsync(count, cancel))
        {
            yield return new byte[size];
        }
    }

    private async IAsyncEnumerable<int> StepsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                Seen.Set("waiting");
                await _steps.WaitAsync(cancel);
                yield return i;
            }
        }
        finally
        {
            Seen.Set(cancel.IsCancellationRequested ? "cancelled" : "left");
        }
    }

    private async ValueTask<int> SumAsync(int start, IAsyncEnumerable<int> items)
    {
        int sum = start;
        try
        {
            await foreach (int item in items)
            {
                sum += item;
                Seen.Set($"item {item}");
            }

            return sum;
        }
        catch (OperationCanceledException)
        {
            Seen.Set("cancelled");
            throw;
        }
    }

    private async ValueTask<int> SumTwiceAsync(IAsyncEnumerable<int> items)
        => await SumAsync(0, items) + await SumAsync(0, items);

    private async ValueTask<int> TakeAsync(int count, IAsyncEnumerable<int> items)
    {
        int sum = 0;
        await foreach (int item in items)
        {
            sum += item;
            if (--count == 0)
            {
                break;
            }
        }

        return sum;
    }

    private async IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> items)
    {
        try
        {
            await foreach (int item in items)
            {
                yield return 2 * item;
            }
        }
        finally
        {
            Interlocked.Increment(ref _disposed);
        }
    }

    private static async IAsyncEnumerable<int> FailAsyncCore(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
        throw new CellException(CellStatus.FailedPrecondition, "no more of these");
    }

    private IAsyncEnumerable<int> FailAsync(int count) => FailAsyncCore(count);

    private async IAsyncEnumerable<int> RelayAsync(CallContext context)
    {
        Seen.Set($"chain {context.Chain.Count}");
        await foreach (int item in Next!.StepsAsync())
        {
            yield return item;
        }
    }

    private async ValueTask IgnoreAsync(CallContext context)
    {
        Seen.Set("waiting");
        await _steps.WaitAsync(context.CancellationToken);
    }

    /// <summary>What happened, to be waited for.</summary>
    internal sealed class Signals
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, TaskCompletionSource> _waiting = [];

        public void Set(string name) => Find(name).TrySetResult();

        public Task WaitAsync(string name) => Find(name).Task;

        private TaskCompletionSource Find(string name)
        {
            lock (_gate)
            {
                if (!_waiting.TryGetValue(name, out TaskCompletionSource? source))
                {
                    _waiting.Add(name, source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }

                return source;
            }
        }
    }
}
