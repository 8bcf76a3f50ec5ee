using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Cells.Wire;

namespace Cells.Runtime.Tests.Streams;

/// <summary>A client of <see cref="StreamCell"/>, as the generator would write it.</summary>
internal sealed class StreamClient(CellChannel channel) : IAsyncDisposable
{
    public CellChannel Channel => channel;

    public static StreamClient Of(TestServer server, CellLimits? limits = null, TimeProvider? clock = null)
        => new(CellChannel.ForSocket(server.SocketPath, StreamCell.TestContract, EchoClient.ReadError, new CellChannelOptions
        {
            ClientName = "tester",
            Limits = limits ?? CellLimits.Default,
            TimeProvider = clock ?? TimeProvider.System,
        }));

    /// <summary>A client over a pair of pipes, of which <paramref name="server"/> serves the other end.</summary>
    public static (StreamClient Client, Task Serving) Over(TestServer server, CellLimits? limits = null)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        return (new StreamClient(CellChannel.Over(
            clientEnd, StreamCell.TestContract, EchoClient.ReadError, new CellChannelOptions { Limits = limits ?? CellLimits.Default })), serving);
    }

    public IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, int, Int32Codec>(Calls.Count, new Numbers(count), cancel);

    public IAsyncEnumerable<byte[]> BlobsAsync(int count, int size, CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, byte[], ArrayCodec<byte, ByteCodec>>(Calls.Blobs, new Numbers(count, size), cancel);

    public ValueTask<int> SumAsync(int start, IAsyncEnumerable<int> items, CancellationToken cancel = default)
        => channel.SendStreamAsync<Numbers, int, Int32Codec, int, Int32Codec>(Calls.Sum, new Numbers(start), items, cancel);

    public ValueTask<int> SumTwiceAsync(IAsyncEnumerable<int> items, CancellationToken cancel = default)
        => channel.SendStreamAsync<Numbers, int, Int32Codec, int, Int32Codec>(Calls.SumTwice, new Numbers([]), items, cancel);

    public ValueTask<int> TakeAsync(int count, IAsyncEnumerable<int> items, CancellationToken cancel = default)
        => channel.SendStreamAsync<Numbers, int, Int32Codec, int, Int32Codec>(Calls.Take, new Numbers(count), items, cancel);

    public ValueTask IgnoreAsync(IAsyncEnumerable<int> items, CancellationToken cancel = default)
        => channel.SendStreamAsync<Numbers, int, Int32Codec>(Calls.Ignore, new Numbers([]), items, cancel);

    /// <summary>Sends texts where numbers are expected.</summary>
    public ValueTask<int> SumTextsAsync(IAsyncEnumerable<string> items, CancellationToken cancel = default)
        => channel.SendStreamAsync<Numbers, string, StringCodec, int, Int32Codec>(Calls.Sum, new Numbers(0), items, cancel);

    public IAsyncEnumerable<int> DoubleAsync(IAsyncEnumerable<int> items, CancellationToken cancel = default)
        => channel.DuplexAsync<Numbers, int, Int32Codec, int, Int32Codec>(Calls.Double, new Numbers([]), items, cancel);

    public IAsyncEnumerable<int> StepsAsync(CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, int, Int32Codec>(Calls.Steps, new Numbers([]), cancel);

    public IAsyncEnumerable<int> StepsForASecondAsync(CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, int, Int32Codec>(Calls.StepsForASecond, new Numbers([]), cancel);

    public IAsyncEnumerable<int> FailAsync(int count, CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, int, Int32Codec>(Calls.Fail, new Numbers(count), cancel);

    /// <summary>Reads numbers as texts.</summary>
    public IAsyncEnumerable<string> CountTextsAsync(int count, CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, string, StringCodec>(Calls.Count, new Numbers(count), cancel);

    public ValueTask<int> AddAsync(int left, int right, CancellationToken cancel = default)
        => channel.CallAsync<Numbers, int, Int32Codec>(Calls.Add, new Numbers(left, right), cancel);

    public IAsyncEnumerable<int> RelayAsync(CancellationToken cancel = default)
        => channel.StreamAsync<Numbers, int, Int32Codec>(Calls.Relay, new Numbers([]), cancel);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private readonly struct Numbers(params int[] values) : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
            foreach (int value in values)
            {
                Int32Codec.Write(ref writer, value);
            }
        }
    }

    private static class Calls
    {
        public static readonly CallDescriptor Count = new(0, "Count") { Idempotent = true };
        public static readonly CallDescriptor Blobs = new(1, "Blobs");
        public static readonly CallDescriptor Sum = new(2, "Sum");
        public static readonly CallDescriptor Double = new(3, "Double");
        public static readonly CallDescriptor Steps = new(4, "Steps");
        public static readonly CallDescriptor StepsForASecond = new(4, "Steps") { DeadlineMs = 1000 };
        public static readonly CallDescriptor Take = new(5, "Take");
        public static readonly CallDescriptor Fail = new(6, "Fail");
        public static readonly CallDescriptor Add = new(7, "Add");
        public static readonly CallDescriptor Relay = new(8, "Relay") { DeadlineMs = 60_000 };
        public static readonly CallDescriptor Ignore = new(9, "Ignore");
        public static readonly CallDescriptor SumTwice = new(10, "SumTwice");
    }
}
