using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports.SharedMemory;
using Cells.Wire;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>A client that shares memory with a server can hurt its own connection only.</summary>
public class HostileClientTests
{
    [Theory]
    [InlineData(0UL, 0, 0)]
    [InlineData(0UL, 0, -1)]
    [InlineData(0UL, 0, int.MaxValue)]
    [InlineData(0UL, -1, 100)]
    [InlineData(0UL, 0, SharedLayout.StoreSize + 1)]
    [InlineData(100UL, 0, SharedLayout.StoreSize)]
    [InlineData(ulong.MaxValue, 1, 1)]
    public async Task Range_outside_of_the_store_ends_the_connection(ulong start, int skipped, int length)
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        await peer.SendStoredAsync(new StoredRange(start, skipped, length));
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Theory]
    [InlineData((uint)SharedNotice.Accept)]
    [InlineData((uint)SharedNotice.Ready)]
    [InlineData((uint)SharedNotice.Offer)]
    [InlineData((uint)SharedNotice.Memory)]
    [InlineData((uint)SharedNotice.Retire)]
    [InlineData((uint)SharedNotice.Retired)]
    [InlineData((uint)SharedNotice.Declined)]
    [InlineData(99u)]
    public async Task Word_out_of_turn_ends_the_connection(uint word)
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.SayAsync((SharedNotice)word);
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Range_without_memory_ends_the_connection()
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.SendStoredAsync(new StoredRange(0, 0, 100));
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Theory]
    [InlineData((byte)FrameType.Shared, 3)]
    [InlineData((byte)FrameType.Shared, 5)]
    [InlineData((byte)FrameType.Stored, 15)]
    [InlineData((byte)FrameType.Stored, 17)]
    public async Task Frame_of_another_size_ends_the_connection(byte type, int size)
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        await peer.SendAsync((FrameType)type, new byte[size]);
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Pieces_over_max_frame_end_the_connection()
    {
        await using TestServer server = new(new() { MaxFrame = 350_000 });
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.SendAsync(FrameType.Part, new byte[200_000]);
        await peer.SendAsync(FrameType.Part, new byte[200_000]);
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Client_that_scribbles_over_the_memory_hurts_its_own_connection_only()
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        using CancellationTokenSource stop = new();
        Task scribbling = Task.Run(() => Scribble(peer.Mapping!, stop.Token));
        Task reading = peer.WaitForEndAsync();
        byte[] request = Request(100_000);
        SharedDirection direction = SharedLayout.Direction(isToServer: true);
        try
        {
            for (uint i = 1; i <= 100 && !reading.IsCompleted; i++)
            {
                // Whatever the memory says by then: some requests can be read, some cannot, and some answers find no room.
                peer.Write(direction.Store, request);
                await peer.SendStoredAsync(new StoredRange((i - 1) * SharedLayout.StoreSize, 0, request.Length));
                await peer.SendAsync(FrameType.Request, [], i, call: 1);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The server has had enough of it.
        }

        await CheckOthersAsync(server);
        await stop.CancelAsync();
        await scribbling;
        await CheckOthersAsync(server);
    }

    private static void Scribble(SharedMapping mapping, CancellationToken stop)
    {
        Random random = new(20_261_122);
        while (!stop.IsCancellationRequested && mapping.TryAccess(out SharedAccess access))
        {
            using (access)
            {
                random.NextBytes(access.Slice(random.Next(SharedLayout.Size - 4096), random.Next(4096)));
                SharedDirection direction = SharedLayout.Direction(random.Next(2) == 0);
                random.NextBytes(access.Slice(direction.Released, 1024));
                random.NextBytes(access.Slice(direction.Store, 16));
            }
        }
    }

    private static byte[] Request(int length)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        WireWriter writer = new(output);
        StringCodec.Write(ref writer, SharedLink.Text(length));
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static async Task CheckOthersAsync(TestServer server)
    {
        await using EchoClient other = server.CreateClient();
        Assert.Equal(3, await other.AddAsync(1, 2));
        string text = SharedLink.Text(300_000);
        Assert.Equal(text, await other.EchoAsync(text));
        Assert.Equal(text, await other.EchoAsync(text));
    }
}
