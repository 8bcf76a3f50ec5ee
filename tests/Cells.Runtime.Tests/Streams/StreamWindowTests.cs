using Cells.Connections;
using Cells.Framing;
using Cells.Streams;

namespace Cells.Runtime.Tests.Streams;

/// <summary>Credit: what is not taken costs bounded memory and holds nobody else up.</summary>
public class StreamWindowTests
{
    private const int ItemSize = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_that_waits_stops_the_sender_at_the_window_and_no_other_call(bool inMemory)
    {
        await using Service service = new(inMemory, clientLimits: new CellLimits { StreamWindow = 64 * 1024 });
        await using IAsyncEnumerator<byte[]> slow = service.Client.BlobsAsync(int.MaxValue, ItemSize).GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());
        int produced = await SettleAsync(() => service.Cell.Produced);

        // The window, what was given back of it, and what the sender holds.
        Assert.InRange(produced, 1, 3 * 64 * 1024 / ItemSize);
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
        Assert.Equal(1000, (await service.Client.CountAsync(1000).ToListAsync()).Count);

        for (int i = 1; i < 1000; i++)
        {
            Assert.True(await slow.MoveNextAsync());
        }

        Assert.True(service.Cell.Produced > produced);
    }

    [Fact]
    public async Task Handler_that_takes_nothing_stops_the_sender_at_the_window_and_no_other_call()
    {
        await using Service service = new(limits: new CellLimits { StreamWindow = 4 * 1024 });
        int produced = 0;
        async IAsyncEnumerable<int> CountAsync()
        {
            await foreach (int item in StreamTests.Produce(int.MaxValue))
            {
                Volatile.Write(ref produced, item);
                yield return item;
            }
        }

        Task call = service.Client.IgnoreAsync(CountAsync()).AsTask();
        await service.Cell.Seen.WaitAsync("waiting");

        // Eight bytes an item on the wire; a chunk is gathered, and another one is under way.
        Assert.InRange(await SettleAsync(() => Volatile.Read(ref produced)), 0, ((4 + 16 + 16) * 1024 / 8) + 1);
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
        service.Cell.Step();
        await call;
    }

    [Fact]
    public async Task Window_of_the_connection_stops_all_streams_and_taking_from_one_lets_others_go_on()
    {
        await using Service service = new(clientLimits: new CellLimits { StreamWindow = 64 * 1024, ConnectionWindow = 64 * 1024 });
        IAsyncEnumerator<byte[]> slow = service.Client.BlobsAsync(int.MaxValue, ItemSize).GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());
        await SettleAsync(() => service.Cell.Produced);
        Task<List<byte[]>> other = service.Client.BlobsAsync(500, ItemSize).ToListAsync().AsTask();
        Assert.Equal(3, await service.Client.AddAsync(1, 2));

        // What was kept for the slow reader goes back to the connection.
        await slow.DisposeAsync();

        Assert.Equal(500, (await other).Count);
    }

    [Fact]
    public async Task Item_may_be_larger_than_both_windows()
    {
        await using Service service = new(clientLimits: new CellLimits { StreamWindow = 1024, ConnectionWindow = 2048 });

        List<byte[]> items = await service.Client.BlobsAsync(5, 100_000).ToListAsync();

        Assert.All(items, static item => Assert.Equal(100_000, item.Length));
        Assert.Equal(5, items.Count);
    }

    [Fact]
    public async Task Item_over_the_peers_max_frame_fails_the_stream_behind_those_before_it()
    {
        await using Service service = new(clientLimits: new CellLimits { MaxFrame = 2048 });
        Assert.Equal(10, (await service.Client.BlobsAsync(10, 2000).ToListAsync()).Count);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await service.Client.BlobsAsync(10, 2048).ToListAsync());

        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Contains("(max_frame)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_small_items_go_through_the_smallest_windows()
    {
        CellLimits smallest = new() { StreamWindow = 1024, ConnectionWindow = 1024, MaxFrame = 1024 };
        await using Service service = new(limits: smallest, clientLimits: smallest);

        Task<List<int>>[] streams = [.. Enumerable.Range(0, 4).Select(_ => service.Client.DoubleAsync(StreamTests.Produce(3000)).ToListAsync().AsTask())];

        foreach (List<int> items in await Task.WhenAll(streams))
        {
            Assert.Equal(Enumerable.Range(0, 3000).Select(static item => 2 * item), items);
        }
    }

    [Fact]
    public async Task Sender_keeps_to_the_announced_windows_and_goes_on_with_credit()
    {
        await using Service service = new();
        using RawPeer peer = await RawPeer.GreetAsync(service.Server, streamWindow: 1024, connectionWindow: 1500);
        await peer.SendAsync(FrameType.Request, 0x10001, RawPeer.Numbers(100_000), call: 0);
        await peer.SendAsync(FrameType.Request, 0x10002, RawPeer.Numbers(100_000), call: 0);

        // 1,024 of the one stream; of the other what is left of the connection's window, in whole items of eight bytes.
        int[] bytes = [0, 0, 0];
        while (bytes.Sum() < 1496)
        {
            (FrameHeader header, byte[] body) = await peer.ReceiveAsync(FrameType.StreamChunk);
            bytes[header.Correlation & 0xF] += body.Length;
        }

        Assert.Equal([472, 1024], bytes[1..].Order());

        // Four bytes are left: one more item, which overdraws. Then nothing more until there is credit.
        (FrameHeader overdrawn, byte[] item) = await peer.ReceiveAsync(FrameType.StreamChunk);
        bytes[overdrawn.Correlation & 0xF] += item.Length;
        Assert.Equal(8, item.Length);
        await peer.SendAsync(FrameType.Request, 0x10003, RawPeer.Numbers(1, 2), call: 7);
        await peer.ReceiveAsync(FrameType.Response);
        await peer.SendCreditAsync(0, 1000);
        uint full = bytes[1] == 1024 ? 0x10001u : 0x10002u;
        (FrameHeader next, _) = await peer.ReceiveAsync(FrameType.StreamChunk);
        Assert.NotEqual(full, next.Correlation);
    }

    [Fact]
    public async Task Bytes_of_late_chunks_go_back_to_the_connections_window()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync(new CellLimits { ConnectionWindow = 1024 });
        for (int i = 0; i < 100; i++)
        {
            await server.SendItemsAsync(0x70007, Enumerable.Range(0, 64).ToArray());
            (FrameHeader credit, byte[] body) = await server.ReceiveAsync(FrameType.Credit);
            Assert.Equal(0u, credit.Correlation);
            Assert.Equal(512u, BitConverter.ToUInt32(body));
        }

        server.Dispose();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Receiver_gives_credit_back_as_items_are_taken()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync(new CellLimits { StreamWindow = 1024, ConnectionWindow = 8192 });
        await using IAsyncEnumerator<int> items = client.CountAsync(1000).GetAsyncEnumerator();
        ValueTask<bool> first = items.MoveNextAsync();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        await server.SendItemsAsync(request.Correlation, Enumerable.Range(0, 64).ToArray());
        await server.SendItemsAsync(request.Correlation, Enumerable.Range(64, 64).ToArray());

        Assert.True(await first);
        for (int i = 1; i < 128; i++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(i, items.Current);
        }

        ValueTask<bool> next = items.MoveNextAsync();
        (FrameHeader credit, byte[] body) = await server.ReceiveAsync(FrameType.Credit);
        Assert.Equal(request.Correlation, credit.Correlation);
        Assert.InRange(BitConverter.ToUInt32(body), 512u, 1024u);
        await server.SendAsync(FrameType.StreamEnd, request.Correlation, []);
        Assert.False(await next);
        server.Dispose();
        await client.DisposeAsync();
    }

    [Fact]
    public void Window_takes_what_was_announced_and_gives_back_at_half()
    {
        ReceiveWindow window = new(1024, "stream_window");
        for (int i = 0; i < 256; i++)
        {
            window.Arrive(4, isOne: true);
        }

        Assert.Throws<CellProtocolException>(() => window.Arrive(4, isOne: true));
        Assert.Equal(0, window.Release(508));
        Assert.Equal(512, window.Release(4));
        window.Arrive(512, isOne: false);
        Assert.Throws<CellProtocolException>(() => window.Arrive(1, isOne: true));
    }

    /// <summary>The value when it no longer changes: the other side waits.</summary>
    private static async Task<int> SettleAsync(Func<int> read)
    {
        int before = -1;
        for (int same = 0; same < 20;)
        {
            int now = read();
            same = now == before ? same + 1 : 0;
            before = now;
            await Task.Delay(5);
        }

        return before;
    }
}
