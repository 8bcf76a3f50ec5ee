using Cells.Connections;
using Cells.Runtime.Tests.Streams;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What streams do, whatever carries their connection.</summary>
public class StreamTransportTests
{
    /// <summary>Windows that a few items use up, so that credit goes back and forth all the time.</summary>
    private static readonly CellLimits Narrow = new() { StreamWindow = 1024, ConnectionWindow = 2048 };

    public static TheoryData<Carrier, int> Carriers => Link.Carriers();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Items_arrive_in_order_in_every_direction(Carrier carrier, int seed)
    {
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, new StreamCell(), Narrow);
        await using Link owned = link;
        Task<List<int>> counted = client.CountAsync(1000).ToListAsync().AsTask();
        Task<List<int>> doubled = client.DoubleAsync(StreamTests.Produce(1000)).ToListAsync().AsTask();
        Task<int> sum = client.SumAsync(1, StreamTests.Produce(1000)).AsTask();
        Assert.Equal(Enumerable.Range(0, 1000), await counted);
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => 2 * i), await doubled);
        Assert.Equal(1 + Enumerable.Range(0, 1000).Sum(), await sum);
        Assert.Equal(3, await client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Items_larger_than_a_window_arrive(Carrier carrier, int seed)
    {
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, new StreamCell(), Narrow);
        await using Link owned = link;
        List<byte[]> blobs = await client.BlobsAsync(5, 10_000).ToListAsync();
        Assert.Equal([10_000, 10_000, 10_000, 10_000, 10_000], blobs.Select(static blob => blob.Length));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Stream_whose_server_is_gone_says_how_far_it_came(Carrier carrier, int seed)
    {
        StreamCell cell = new();
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, cell);
        await using Link owned = link;
        await using IAsyncEnumerator<int> items = client.StepsAsync().GetAsyncEnumerator();
        cell.Step(3);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal(i, items.Current);
        }

        link.Cut();

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await items.MoveNextAsync());
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown, 3L), (error.Status, error.Outcome, error.Position));
        await cell.Seen.WaitAsync("cancelled");
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Stream_that_is_left_ends_its_handler_and_touches_no_other(Carrier carrier, int seed)
    {
        StreamCell cell = new();
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, cell, Narrow);
        await using Link owned = link;
        cell.Step();
        await foreach (int item in client.StepsAsync())
        {
            Assert.Equal(0, item);
            break;
        }

        await cell.Seen.WaitAsync("cancelled");
        Assert.Equal(Enumerable.Range(0, 300), await client.CountAsync(300).ToListAsync());
    }
}
