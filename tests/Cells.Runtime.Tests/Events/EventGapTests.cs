using System.Buffers.Binary;
using Cells.Connections;
using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Events;

/// <summary>Where in the order of events a gap is told.</summary>
public class EventGapTests
{
    private const int MaxFrame = 2048;
    private static readonly string TooLarge = new('x', MaxFrame);

    private readonly EventCell _cell = new();

    [Fact]
    public async Task Event_over_the_clients_max_frame_is_told_as_a_gap_in_its_place()
    {
        await using TestServer server = new(dispatcher: new CellDispatcher<EventCell>(_cell));
        using RawPeer peer = await EventBufferTests.SubscribeAsync(server, _cell, MaxFrame);
        foreach (int value in new[] { 1, -1, 2, -1, -1, 3, -1 })
        {
            await _cell.ChangedAsync(value, value < 0 ? TooLarge : "");
        }

        Assert.Equal(["1", "gap 1", "2", "gap 2", "3", "gap 1"], await ReadAsync(peer, 6));
    }

    [Fact]
    public async Task Event_that_is_dropped_is_told_with_the_gap_behind_it()
    {
        await using TestServer server = new(new CellLimits { EventBuffer = 2 }, dispatcher: new CellDispatcher<EventCell>(_cell));
        using RawPeer peer = await EventBufferTests.SubscribeAsync(server, _cell, MaxFrame);

        // Either the first is on its way without credit, or dropped: a last one sees to it that one and the gap behind it are.
        foreach (int value in new[] { 1, 2, -1, 3, -1, 4, 5 })
        {
            await _cell.ChangedAsync(value, value < 0 ? TooLarge : "");
        }

        await peer.SendCreditAsync(EventBufferTests.Subscription, 1 << 20);
        List<string> read = [];
        int next = 1;
        while (next <= 7)
        {
            string word = (await ReceiveAsync(peer))!;
            read.Add(word);
            next += word.StartsWith("gap ", StringComparison.Ordinal) ? int.Parse(word[4..], System.Globalization.CultureInfo.InvariantCulture) : 1;
        }

        Assert.Equal(8, next);
        Assert.Equal(["4", "5"], read.TakeLast(2));
    }

    private static async Task<List<string>> ReadAsync(RawPeer peer, int count)
    {
        await peer.SendCreditAsync(EventBufferTests.Subscription, 1 << 20);
        List<string> read = [];
        while (read.Count < count)
        {
            read.Add(await ReceiveAsync(peer));
        }

        return read;
    }

    private static async Task<string> ReceiveAsync(RawPeer peer)
    {
        (FrameHeader header, byte[] body) = await peer.ReceiveAsync(FrameType.Event);
        return (header.Flags & FrameFlags.Gap) != 0
            ? $"gap {BinaryPrimitives.ReadUInt64LittleEndian(body)}"
            : $"{BinaryPrimitives.ReadInt32LittleEndian(body)}";
    }
}
