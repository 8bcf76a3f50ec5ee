using Cells.Connections;
using Cells.Framing;

namespace Cells.Runtime.Tests.Streams;

/// <summary>A peer that breaks the rules of streams, at either end: it loses its connection, and nobody else anything.</summary>
public class StreamFaultTests
{
    private const uint Call = 0x10003;
    private const ushort Sum = 2;
    private const ushort Steps = 4;
    private const ushort Add = 7;
    private const ushort Ignore = 9;

    private static readonly CellLimits Narrow = new() { StreamWindow = 1024, ConnectionWindow = 2048 };

    public static TheoryData<string, ushort, string[]> FramesToTheServer => new()
    {
        { "without an item", Ignore, ["chunk:"] },
        { "1 bytes are left in a chunk", Ignore, ["chunk:00000000 01"] },
        { "announces 5 bytes and 4 are left", Ignore, ["chunk:05000000 01020304"] },
        { "announces 4294967295 bytes", Ignore, ["chunk:FFFFFFFF 01020304"] },
        { "(stream_window)", Ignore, ["items:128", "items:1"] },
        { "(stream_window)", Ignore, ["items:100", "items:100"] },
        { "a window has at most 2147483647", Steps, ["credit:FFFFFFFF"] },
        { "a window has at most 2147483647", Steps, ["credit:00000070", "credit:00000070"] },
        { "a window has at most 2147483647", Steps, ["window:FFFFFF7F"] },
        { "credit has 3 bytes", Steps, ["credit:000000"] },
        { "credit has 5 bytes", Steps, ["window:0000000001"] },
        { "ended twice", Ignore, ["end:", "end:"] },
        { "after the end of the stream", Ignore, ["end:", "items:1"] },
        { "came with 1 bytes", Ignore, ["end:00"] },
        { "a Response frame came", Ignore, ["response:"] },
        { "a Event frame came", Ignore, ["event:"] },
    };

    public static TheoryData<string, bool, string[]> FramesToTheClient => new()
    {
        { "to which none are sent", false, ["items:1"] },
        { "to which none are sent", false, ["end:"] },
        { "which sends no items", false, ["credit:00010000"] },
        { "which is answered with a stream", true, ["response:"] },
        { "which sends no items", true, ["credit:00010000"] },
        { "came with 2 bytes", true, ["end:0000"] },
        { "without an item", true, ["chunk:"] },
        { "announces 5 bytes and 4 are left", true, ["chunk:05000000 01020304"] },
        { "a window has at most 2147483647", true, ["window:FFFFFF7F"] },
        { "(stream_window)", true, ["items:128", "items:128", "items:128", "items:128"] },
    };

    [Theory]
    [MemberData(nameof(FramesToTheServer))]
    public async Task Server_closes_the_connection_of_a_client_that_breaks_the_rules(string reason, ushort call, string[] frames)
    {
        await using Service service = new(limits: Narrow);
        using RawPeer peer = await RawPeer.GreetAsync(service.Server);
        await peer.SendAsync(FrameType.Request, Call, [], call);
        foreach (string frame in frames)
        {
            await SendAsync(peer, Call, frame);
        }

        await peer.Serving!;

        Assert.Contains(service.Server.Log.Entries, entry => entry.Message.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(3, await service.Client.AddAsync(1, 2));
    }

    [Theory]
    [MemberData(nameof(FramesToTheClient))]
    public async Task Client_closes_the_connection_of_a_server_that_breaks_the_rules(string reason, bool isStream, string[] frames)
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync(Narrow);
        Task call = isStream ? ReadSlowlyAsync(client) : client.AddAsync(1, 2).AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        foreach (string frame in frames)
        {
            await SendAsync(server, request.Correlation, frame);
        }

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);

        Assert.Equal(CellStatus.Unavailable, error.Status);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        await client.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x8001_0000u)]
    public async Task Server_closes_the_connection_of_a_client_whose_correlation_is_not_its_own(uint correlation)
    {
        await using Service service = new();
        using RawPeer peer = await RawPeer.GreetAsync(service.Server);
        await peer.SendAsync(FrameType.Request, correlation, RawPeer.Numbers(1, 2), Add);

        await peer.Serving!;

        Assert.Contains(service.Server.Log.Entries, entry => entry.Message.Contains($"0x{correlation:X8}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frames_of_calls_that_never_were_are_skipped_at_the_server()
    {
        await using Service service = new(limits: Narrow);
        using RawPeer peer = await RawPeer.GreetAsync(service.Server);
        for (uint i = 0; i < 50; i++)
        {
            await peer.SendItemsAsync(Call + i, Enumerable.Range(0, 100).ToArray());
            await peer.SendAsync(FrameType.StreamEnd, 0x7FFF_FFFF, []);
            await peer.SendCreditAsync(0xFFFF_FFFF, uint.MaxValue);
            await peer.SendAsync(FrameType.Cancel, Call + i, []);
        }

        await peer.SendAsync(FrameType.Request, Call, RawPeer.Numbers(1, 2), Add);
        FrameHeader header;
        do
        {
            (header, _) = await peer.ReceiveAsync();
        }
        while (header.Type == FrameType.Credit);
        Assert.Equal(FrameType.Response, header.Type);
    }

    [Fact]
    public async Task Frames_of_calls_that_never_were_are_skipped_at_the_client()
    {
        (StreamClient client, RawPeer server) = await RawPeer.WelcomeAsync();
        Task<List<int>> call = client.CountAsync(1).ToListAsync().AsTask();
        (FrameHeader request, _) = await server.ReceiveAsync(FrameType.Request);
        await server.SendItemsAsync(request.Correlation ^ 0x10000, 7);
        await server.SendAsync(FrameType.StreamEnd, request.Correlation ^ 0x10000, []);
        await server.SendCreditAsync(0x8000_0001, 5);
        await server.SendItemsAsync(request.Correlation, 8);
        await server.SendAsync(FrameType.StreamEnd, request.Correlation, []);
        await server.SendAsync(FrameType.StreamEnd, request.Correlation, []);
        await server.SendItemsAsync(request.Correlation, 9);

        Assert.Equal([8], await call);
        server.Dispose();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Items_for_a_call_that_takes_none_are_kept_within_the_window_and_dropped_with_it()
    {
        await using Service service = new(limits: Narrow);
        using RawPeer peer = await RawPeer.GreetAsync(service.Server);
        for (uint i = 1; i <= 4; i++)
        {
            await peer.SendAsync(FrameType.Request, i, [], Ignore);
            await peer.SendItemsAsync(i, Enumerable.Range(0, 128).ToArray());
            await service.Cell.Seen.WaitAsync("waiting");
            service.Cell.Step();

            // Its answer, and the credit for what was dropped, in either order.
            FrameType[] types = [(await peer.ReceiveAsync()).Header.Type, (await peer.ReceiveAsync()).Header.Type];
            Assert.Equal([FrameType.Response, FrameType.Credit], types.Order());
        }
    }

    [Fact]
    public async Task Endless_items_without_bytes_end_at_the_window()
    {
        await using Service service = new(limits: Narrow);
        using RawPeer peer = await RawPeer.GreetAsync(service.Server);
        await peer.SendAsync(FrameType.Request, Call, [], Ignore);
        for (int i = 0; i <= 256; i++)
        {
            await peer.SendAsync(FrameType.StreamChunk, Call, [0, 0, 0, 0]);
        }

        await peer.Serving!;

        Assert.Contains(service.Server.Log.Entries, static entry => entry.Message.Contains("(stream_window)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_that_leaves_in_the_middle_of_a_stream_cancels_its_handler()
    {
        await using Service service = new();
        using (RawPeer peer = await RawPeer.GreetAsync(service.Server))
        {
            await peer.SendAsync(FrameType.Request, Call, RawPeer.Numbers(0), Sum);
            await peer.SendItemsAsync(Call, 5);
            await service.Cell.Seen.WaitAsync("item 5");
        }

        await service.Cell.Seen.WaitAsync("cancelled");
    }

    /// <summary>Takes one item, and the next ones only when the connection is gone.</summary>
    private static async Task ReadSlowlyAsync(StreamClient client)
    {
        await foreach (int item in client.StepsAsync())
        {
            await Assert.ThrowsAsync<CellException>(async () =>
            {
                while (true)
                {
                    await client.AddAsync(1, 2);
                }
            });
        }
    }

    private static Task SendAsync(RawPeer peer, uint correlation, string frame)
    {
        string[] parts = frame.Split(':');
        if (parts[0] == "items")
        {
            return peer.SendItemsAsync(correlation, new int[int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)]);
        }

        FrameType type = parts[0] switch
        {
            "chunk" => FrameType.StreamChunk,
            "end" => FrameType.StreamEnd,
            "credit" or "window" => FrameType.Credit,
            "event" => FrameType.Event,
            _ => FrameType.Response,
        };
        return peer.SendAsync(type, parts[0] == "window" ? 0 : correlation, Convert.FromHexString(parts[1].Replace(" ", "", StringComparison.Ordinal)));
    }
}
