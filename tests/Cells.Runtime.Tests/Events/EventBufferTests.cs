using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Threading.Channels;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Events;

/// <summary>The bounds of what waits for a subscriber, and what becomes of one that takes nothing.</summary>
public class EventBufferTests
{
    internal const uint Subscription = 0x10003;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Publisher_gives_up_a_subscriber_that_makes_no_room_within_write_timeout()
    {
        EventCell cell = new();
        ManualClock clock = new();
        await using TestServer server = new(
            new CellLimits { EventBuffer = 2, WriteTimeout = Patience }, clock, dispatcher: new CellDispatcher<EventCell>(cell));
        await using EventClient client = EventClient.Of(server);
        Channel<int> seen = Channel.CreateUnbounded<int>();
        await using EventSubscription other = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        using RawPeer peer = await SubscribeAsync(server, cell);
        Assert.Equal(-1, await seen.Reader.ReadAsync());

        // One is on its way without credit, two wait.
        for (int i = 0; i < 3; i++)
        {
            await cell.ChangedAsync(i, overflow: EventOverflow.Block);
            Assert.Equal(i, await seen.Reader.ReadAsync());
        }

        Task publishing = cell.ChangedAsync(3, overflow: EventOverflow.Block).AsTask();
        Assert.False(publishing.IsCompleted);
        clock.Advance(Patience);
        await publishing;

        // The client learns of it without giving credit.
        (_, byte[] body) = await peer.ReceiveAsync(FrameType.Error);
        ErrorBody error = ErrorBody.Read(new ReadOnlySequence<byte>(body));
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Contains("held the publisher for 5 s (write_timeout)", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await seen.Reader.ReadAsync());
        await cell.ChangedAsync(4, overflow: EventOverflow.Block);
        Assert.Equal(4, await seen.Reader.ReadAsync());
    }

    [Fact]
    public async Task Subscriber_without_credit_is_disconnected_at_once_where_the_event_says_so()
    {
        EventCell cell = new();
        await using TestServer server = new(new CellLimits { EventBuffer = 2 }, dispatcher: new CellDispatcher<EventCell>(cell));
        using RawPeer peer = await SubscribeAsync(server, cell);
        for (int i = 0; i < 4; i++)
        {
            await cell.ChangedAsync(i, overflow: EventOverflow.Disconnect);
        }

        (_, byte[] body) = await peer.ReceiveAsync(FrameType.Error);

        Assert.Equal(CellStatus.ResourceExhausted, ErrorBody.Read(new ReadOnlySequence<byte>(body)).Status);
        await Condition.WaitAsync(() => server.Server.InflightCount == 0);
    }

    [Fact]
    public async Task Publisher_that_waits_for_a_subscriber_can_be_cancelled()
    {
        EventCell cell = new();
        await using TestServer server = new(new CellLimits { EventBuffer = 1 }, dispatcher: new CellDispatcher<EventCell>(cell));
        using RawPeer peer = await SubscribeAsync(server, cell);
        using CancellationTokenSource cancelling = new();
        await cell.ChangedAsync(0, overflow: EventOverflow.Block);
        await cell.ChangedAsync(1, overflow: EventOverflow.Block);
        Task publishing = cell.ChangedAsync(2, overflow: EventOverflow.Block, cancel: cancelling.Token).AsTask();
        Assert.False(publishing.IsCompleted);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
    }

    [Fact]
    public async Task Subscriber_that_leaves_lets_the_publisher_go_on()
    {
        EventCell cell = new();
        await using TestServer server = new(new CellLimits { EventBuffer = 1 }, dispatcher: new CellDispatcher<EventCell>(cell));
        using RawPeer peer = await SubscribeAsync(server, cell);
        await cell.ChangedAsync(0, overflow: EventOverflow.Block);
        await cell.ChangedAsync(1, overflow: EventOverflow.Block);
        Task publishing = cell.ChangedAsync(2, overflow: EventOverflow.Block).AsTask();
        Assert.False(publishing.IsCompleted);

        await peer.SendAsync(FrameType.Cancel, Subscription, []);

        await publishing;
    }

    [Fact]
    public async Task Buffer_holds_a_mebibyte_however_many_events_it_may_hold()
    {
        EventCell cell = new();
        await using TestServer server = new(new CellLimits { EventBuffer = 10_000 }, dispatcher: new CellDispatcher<EventCell>(cell));
        using RawPeer peer = await SubscribeAsync(server, cell);

        // Ten of these fit into a mebibyte.
        string text = new('x', 100_000);
        for (int i = 0; i < 30; i++)
        {
            await cell.ChangedAsync(i, text);
        }

        await peer.SendCreditAsync(Subscription, 1 << 30);
        List<long> seen = [];
        long next = 0;
        while (next < 30)
        {
            (FrameHeader header, byte[] body) = await peer.ReceiveAsync(FrameType.Event);
            if ((header.Flags & FrameFlags.Gap) != 0)
            {
                next += BinaryPrimitives.ReadInt64LittleEndian(body);
            }
            else
            {
                Assert.Equal(next++, BinaryPrimitives.ReadInt32LittleEndian(body));
                seen.Add(next - 1);
            }
        }

        // And at most one that was on its way already.
        Assert.InRange(seen.Count, 10, 11);
        Assert.Equal(Enumerable.Range(20, 10).Select(static value => (long)value), seen.TakeLast(10));
    }

    [Fact]
    public async Task Event_larger_than_the_buffer_arrives()
    {
        EventCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(cell));
        await using EventClient client = EventClient.Of(server);
        Channel<int> seen = Channel.CreateUnbounded<int>();
        await using EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Text.Length, CancellationToken.None));
        await cell.ChangedAsync(1, new string('x', 3 * 1024 * 1024));

        Assert.Equal(3 * 1024 * 1024, await seen.Reader.ReadAsync());
    }

    [Fact]
    public async Task Event_over_the_clients_max_frame_is_left_out_and_told_as_a_gap()
    {
        EventCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(cell));
        await using EventClient client = EventClient.Of(server, new CellLimits { MaxFrame = 10_000 });
        Channel<string> seen = Channel.CreateUnbounded<string>();
        await using EventSubscription subscription = await client.ChangedAsync(
            (changed, _) => seen.Writer.WriteAsync($"{changed.Value}", CancellationToken.None),
            new EventOptions { Missed = gap => seen.Writer.TryWrite($"-{gap.Count?.ToString(CultureInfo.InvariantCulture)}") });
        string[] texts = ["", new string('x', 20_000), ""];
        for (int i = 0; i < texts.Length; i++)
        {
            await cell.ChangedAsync(i, texts[i]);

            // In turn, for a gap is told before what still waits.
            Assert.Equal(i == 1 ? "-1" : $"{i}", await seen.Reader.ReadAsync());
        }

        Assert.Equal(7, await client.PingAsync());
    }

    [Fact]
    public async Task Events_go_over_a_pair_of_pipes()
    {
        EventCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(cell));
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        EventClient client = new(CellChannel.Over(clientEnd, EventCell.Contract, EchoClient.ReadError));
        Channel<int> seen = Channel.CreateUnbounded<int>();
        EventSubscription subscription = await client.ChangedAsync((changed, _) => seen.Writer.WriteAsync(changed.Value, CancellationToken.None));
        for (int i = 0; i < 500; i++)
        {
            await cell.ChangedAsync(i, "text");
        }

        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(i, await seen.Reader.ReadAsync());
        }

        await subscription.DisposeAsync();
        await Condition.WaitAsync(() => server.Server.InflightCount == 0);
        await client.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task Subscription_over_a_connection_that_cannot_be_made_anew_ends_with_it()
    {
        EventCell cell = new();
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(cell));
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        await using EventClient client = new(CellChannel.Over(clientEnd, EventCell.Contract, EchoClient.ReadError));
        await using EventSubscription subscription = await client.ChangedAsync((_, _) => default);

        clientEnd.Dispose();

        CellException error = await Assert.ThrowsAnyAsync<CellException>(() => subscription.Completion);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        await serving;
    }

    /// <summary>A subscriber whose window was spent by a first event, and which gives no credit.</summary>
    internal static async Task<RawPeer> SubscribeAsync(TestServer server, EventCell cell, int? maxFrame = null)
    {
        RawPeer peer = await RawPeer.GreetAsync(server, streamWindow: CellLimits.SmallestWindow, connectionWindow: 1 << 30, contract: EventCell.Contract, maxFrame: maxFrame);
        await peer.SendAsync(FrameType.Request, Subscription, []);
        (FrameHeader header, byte[] body) = await peer.ReceiveAsync(FrameType.Event);
        Assert.Equal((FrameFlags.Gap, Subscription), (header.Flags, header.Correlation));
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(body));
        await cell.ChangedAsync(-1, new string('x', CellLimits.SmallestWindow));
        await peer.ReceiveAsync(FrameType.Event);
        return peer;
    }
}
