using System.Threading.Channels;
using Cells.Runtime.Tests.Streams;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Streams in flight when their server goes away, whatever carries their connection.</summary>
public class StreamDrainTests
{
    public static TheoryData<Carrier, int> Carriers => Link.Carriers();

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Streams_in_flight_at_go_away_go_on_to_their_ends_and_no_other_begins(Carrier carrier, int seed)
    {
        StreamCell cell = new();
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, cell);
        await using Link owned = link;
        Channel<int> sent = Channel.CreateUnbounded<int>();
        Channel<int> summed = Channel.CreateUnbounded<int>();
        await using IAsyncEnumerator<int> doubled = client.DoubleAsync(sent.Reader.ReadAllAsync()).GetAsyncEnumerator();
        await using IAsyncEnumerator<int> steps = client.StepsAsync().GetAsyncEnumerator();
        Task<int> sum = client.SumAsync(1, summed.Reader.ReadAllAsync()).AsTask();
        summed.Writer.TryWrite(10);
        await cell.Seen.WaitAsync("item 10");
        sent.Writer.TryWrite(1);
        Assert.True(await doubled.MoveNextAsync());
        cell.Step();
        Assert.True(await steps.MoveNextAsync());

        Task draining = link.Server.Server.DrainAsync(TimeSpan.FromMinutes(1), "an upgrade");

        CellException late = await Assert.ThrowsAsync<CellException>(async () => await client.CountAsync(1).ToListAsync());
        Assert.Equal((CellStatus.Unavailable, CallOutcome.NotExecuted), (late.Status, late.Outcome));
        for (int i = 2; i < 200; i++)
        {
            sent.Writer.TryWrite(i);
            Assert.True(await doubled.MoveNextAsync());
            Assert.Equal(2 * i, doubled.Current);
        }

        cell.Step(3);
        for (int i = 1; i <= 3; i++)
        {
            Assert.True(await steps.MoveNextAsync());
            Assert.Equal(i, steps.Current);
        }

        summed.Writer.TryWrite(100);
        summed.Writer.Complete();
        sent.Writer.Complete();
        Assert.Equal(111, await sum);
        Assert.False(await doubled.MoveNextAsync());
        Assert.False(draining.IsCompleted);
        await steps.DisposeAsync();
        await draining;
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Streams_that_outlast_the_drain_fail_with_what_was_delivered(Carrier carrier, int seed)
    {
        StreamCell cell = new();
        (Link link, StreamClient client) = Link.OpenStreams(carrier, seed, cell);
        await using Link owned = link;
        Channel<int> sent = Channel.CreateUnbounded<int>();
        await using IAsyncEnumerator<int> steps = client.StepsAsync().GetAsyncEnumerator();
        cell.Step(5);
        for (int i = 0; i < 5; i++)
        {
            Assert.True(await steps.MoveNextAsync());
        }

        Task<int> sum = client.SumAsync(1, sent.Reader.ReadAllAsync()).AsTask();
        sent.Writer.TryWrite(10);
        await cell.Seen.WaitAsync("item 10");

        await link.Server.Server.DrainAsync(TimeSpan.Zero, "an upgrade");

        CellException ofStream = await Assert.ThrowsAsync<CellException>(async () => await steps.MoveNextAsync());
        Assert.Equal(5, ofStream.Position);
        Assert.NotEqual(CallOutcome.NotExecuted, ofStream.Outcome);
        CellException ofItems = await Assert.ThrowsAsync<CellException>(() => sum);
        Assert.NotEqual(CallOutcome.NotExecuted, ofItems.Outcome);
    }
}
