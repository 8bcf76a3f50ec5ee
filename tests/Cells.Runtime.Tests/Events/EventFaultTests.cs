using System.Threading.Channels;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Events;

/// <summary>A server that breaks the rules of events: the client closes its connection.</summary>
public class EventFaultTests
{
    private static readonly CallDescriptor Event = new(3, "Changed");
    private static readonly byte[] NoGap = new byte[sizeof(ulong)];

    public static TheoryData<string, string, string> Frames => new()
    {
        { "a StreamChunk frame came for the call", "subscription", "chunk:04000000 01020304" },
        { "a Event frame came for the call", "stream", "event:01020304" },
        { "a Event frame came for the call", "stream", "gap:0000000000000000" },
        { "a Event frame came for the call", "unary", "event:01020304" },
        { "the word of a gap has 0 bytes where 8 are expected", "subscription", "gap:" },
        { "the word of a gap has 7 bytes where 8 are expected", "subscription", "gap:00000000000000" },
        { "the word of a gap has 9 bytes where 8 are expected", "subscription", "gap:000000000000000000" },
        { "the word of a gap has 4 bytes where 8 are expected", "none", "gap:00000000" },
        { "came with 1 bytes", "subscription", "end:00" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Client_closes_the_connection_of_a_server_that_breaks_the_rules(string reason, string kind, string frame)
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync();
        using RawPeer closing = server;
        Task<int> unary = client.AddAsync(1, 2).AsTask();
        uint correlation = (await server.ReceiveAsync(FrameType.Request)).Header.Correlation;
        Task<List<int>>? stream = null;
        EventSubscription? subscription = null;
        switch (kind)
        {
            case "stream":
                stream = client.StepsAsync().ToListAsync().AsTask();
                correlation = (await server.ReceiveAsync(FrameType.Request)).Header.Correlation;
                break;
            case "subscription":
                (subscription, correlation) = await SubscribeAsync(client, server, static (_, _) => default);
                break;
            case "none":
                correlation ^= 0x10000;
                break;
        }

        await SendAsync(server, correlation, frame);

        CellException error = await Assert.ThrowsAsync<CellException>(() => unary);
        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        if (stream is not null)
        {
            await Assert.ThrowsAsync<CellException>(() => stream);
        }

        await (subscription?.DisposeAsync() ?? default);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Events_of_a_subscription_that_never_was_are_skipped()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync(new CellLimits { ConnectionWindow = 4096 });
        using RawPeer closing = server;
        Task<int> unary = client.AddAsync(1, 2).AsTask();
        FrameHeader request = (await server.ReceiveAsync(FrameType.Request)).Header;
        for (int i = 0; i < 8; i++)
        {
            await server.SendAsync(FrameType.Event, request.Correlation ^ 0x10000, new byte[500]);
        }

        await server.SendAsync(FrameType.Response, request.Correlation, RawPeer.Numbers(3), request.Call);

        Assert.Equal(3, await unary);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Events_over_the_window_close_the_connection()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync(new CellLimits { StreamWindow = 1024 });
        using RawPeer closing = server;
        Task<int> unary = client.AddAsync(1, 2).AsTask();
        await server.ReceiveAsync(FrameType.Request);
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (EventSubscription subscription, uint correlation) = await SubscribeAsync(client, server, async (_, _) => await open.Task);
        for (int i = 0; i < 8; i++)
        {
            await server.SendAsync(FrameType.Event, correlation, new byte[1000]);
        }

        CellException error = await Assert.ThrowsAsync<CellException>(() => unary);
        Assert.Contains("(stream_window)", error.Message, StringComparison.Ordinal);
        open.SetResult();
        await subscription.DisposeAsync();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Gap_larger_than_can_be_counted_is_told_as_the_largest()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync();
        using RawPeer closing = server;
        Channel<long?> gaps = Channel.CreateUnbounded<long?>();
        (EventSubscription subscription, uint correlation) = await SubscribeAsync(client, server, static (_, _) => default, gap => gaps.Writer.TryWrite(gap.Count));

        await SendAsync(server, correlation, "gap:FFFFFFFFFFFFFFFF");

        Assert.Equal(long.MaxValue, await gaps.Reader.ReadAsync());
        await subscription.DisposeAsync();
        await client.DisposeAsync();
    }

    private static async Task<(EventSubscription Subscription, uint Correlation)> SubscribeAsync(
        StreamClient client, RawPeer server, Func<byte[], CancellationToken, ValueTask> handler, Action<EventGap>? missed = null)
    {
        Task<EventSubscription> subscribing = client.Channel.SubscribeAsync<byte[], RawEventDecoder>(
            Event, handler, new EventOptions { Missed = missed }, CancellationToken.None).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        await server.SendAsync(FrameType.Event, request.Correlation, NoGap, flags: FrameFlags.Gap);
        return (await subscribing, request.Correlation);
    }

    private static Task SendAsync(RawPeer peer, uint correlation, string frame)
    {
        string[] parts = frame.Split(':');
        FrameType type = parts[0] switch
        {
            "chunk" => FrameType.StreamChunk,
            "end" => FrameType.StreamEnd,
            _ => FrameType.Event,
        };
        return peer.SendAsync(
            type, correlation, Convert.FromHexString(parts[1].Replace(" ", "", StringComparison.Ordinal)), flags: parts[0] == "gap" ? FrameFlags.Gap : FrameFlags.None);
    }
}
