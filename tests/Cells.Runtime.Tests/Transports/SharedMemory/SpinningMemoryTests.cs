using Cells.Connections;
using Cells.Directories;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports.SharedMemory;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>Connections on which a side spins, so that all frames go through memory. On one processor nobody does, and there is nothing to see.</summary>
public class SpinningMemoryTests
{
    private const string Moved = "All frames to and from";

    private static readonly CellLimits Spinning = new() { Spin = true };

    public static bool CanSpin => LearntSpin.IsPossible(spins: true);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Frames_of_both_sides_go_through_memory_when_one_asks(bool serverSpins, bool clientSpins)
    {
        await using SharedLink link = new(new() { Spin = serverSpins }, new() { Spin = clientSpins });
        await link.Client.AddAsync(1, 2);
        await WaitUntilMovedAsync(link);
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(2 * i, await link.Client.AddAsync(i, i));
            Assert.Equal(2 * i, link.Client.Add(i, i));
        }

        // More than the ring holds, in frames that are too small for the store, and one that is not.
        string[] texts = [.. Enumerable.Range(0, 40).Select(static i => SharedLink.Text(30_000 + i)), SharedLink.Text(700_000)];
        Assert.Equal(texts, await Task.WhenAll(texts.Select(text => link.Client.EchoAsync(text).AsTask())));
    }

    [Fact]
    public async Task Nothing_of_the_frames_crosses_the_socket()
    {
        await using TestServer server = new();
        using SharedPeer peer = await OpenAsync(server);
        await CallAsync(peer, 1);
        await CallAsync(peer, 2);
    }

    [Fact]
    public async Task Memory_that_frames_go_through_is_not_let_go()
    {
        ManualClock clock = new();
        await using SharedLink link = new(Spinning, Spinning, clock: clock);
        await link.Client.AddAsync(1, 2);
        await WaitUntilMovedAsync(link);
        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
        Assert.Equal(CanSpin ? (1, 1) : (0, 0), (link.ServerQuota.Taken, link.ClientQuota.Taken));
    }

    [Fact]
    public async Task Server_that_is_killed_ends_the_calls_that_spin_for_it()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("[cell]\nname = \"echo\"\n[limits]\nspin = true\n");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path);
        await using EchoClient client = new(CellChannel.ForSocket(
            CellDirectory.At(directory.Path).SocketPath, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions { Limits = Spinning }));
        for (int i = 0; i < 1000 || (CanSpin && OpenMemory.FindShared(process.Id) is null); i++)
        {
            Assert.Equal(i + 1, await client.AddAsync(i, 1));
        }

        ulong? memory = OpenMemory.FindShared(process.Id);
        Task waiting = client.WaitAsync().AsTask();
        Assert.Equal(3, await client.AddAsync(1, 2));

        process.Kill();

        CellException error = await Assert.ThrowsAsync<CellException>(() => waiting);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (error.Status, error.Outcome));
        await Condition.WaitAsync(() => memory is null || OpenMemory.CountMappings(memory.Value) == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_that_counts_wrong_loses_its_connection_only(bool isWritten)
    {
        await using TestServer server = new();
        using SharedPeer peer = await OpenAsync(server);
        await CallAsync(peer, 1);
        SharedDirection direction = SharedLayout.Direction(isToServer: isWritten);
        peer.Write(isWritten ? direction.Written : direction.Read, BitConverter.GetBytes(1UL << 40));
        await peer.WakeAsync();
        if (!isWritten)
        {
            peer.WriteRing(Frame(FrameType.Request, AddRequest, 2));
            await peer.WakeAsync();
        }

        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Client_that_wakes_for_nothing_hurts_nobody()
    {
        await using TestServer server = new();
        using SharedPeer peer = await OpenAsync(server);
        for (uint i = 1; i <= 50; i++)
        {
            for (int times = 0; times < 20; times++)
            {
                await peer.WakeAsync();
            }

            await CallAsync(peer, i);
        }

        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Client_that_moves_twice_loses_its_connection_only()
    {
        await using TestServer server = new();
        using SharedPeer peer = await OpenAsync(server);
        peer.WriteRing(Frame(FrameType.Shared, BitConverter.GetBytes((uint)SharedNotice.Streams), 0));
        await peer.WakeAsync();
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Bytes_behind_the_word_end_the_connection()
    {
        await using TestServer server = new();
        using SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        await peer.SendRawAsync([.. Frame(FrameType.Shared, BitConverter.GetBytes((uint)SharedNotice.Streams), 0), 1, 2, 3]);
        await peer.WaitForEndAsync();
        await CheckOthersAsync(server);
    }

    [Fact]
    public async Task Client_that_scribbles_over_ring_and_words_hurts_its_own_connection_only()
    {
        await using TestServer server = new();
        using SharedPeer peer = await OpenAsync(server);
        Random random = new(20_261_129);
        SharedDirection toServer = SharedLayout.Direction(isToServer: true);
        SharedDirection toClient = SharedLayout.Direction(isToServer: false);
        Task ending = peer.WaitForEndAsync();
        for (int i = 0; i < 5000 && !ending.IsCompleted; i++)
        {
            byte[] bytes = new byte[random.Next(1, 64)];
            random.NextBytes(bytes);
            int[] places = [toServer.Stream + random.Next(1000), toServer.Written, toServer.Sleep, toClient.Read, toClient.Sleep];
            peer.Write(places[random.Next(places.Length)], bytes);
            peer.Write(toServer.Written, BitConverter.GetBytes((ulong)random.Next(2 * SharedLayout.StreamSize)));
            try
            {
                await peer.WakeAsync();
            }
            catch (System.Net.Sockets.SocketException)
            {
                break;
            }
        }

        await ending;
        await CheckOthersAsync(server);
    }

    private static byte[] AddRequest { get; } = [.. BitConverter.GetBytes(1), .. BitConverter.GetBytes(2)];

    private static async Task WaitUntilMovedAsync(SharedLink link)
    {
        if (CanSpin)
        {
            await link.Server.Log.WaitForAsync(Moved);
            await link.ClientLog.WaitForAsync(Moved);
        }
    }

    /// <summary>A client whose frames, and those of the server to it, go through memory.</summary>
    private static async Task<SharedPeer> OpenAsync(TestServer server)
    {
        SharedPeer peer = await SharedPeer.GreetAsync(server);
        await peer.OpenAsync();
        await peer.SayAsync(SharedNotice.Streams);
        Assert.Equal(SharedNotice.Streams, await peer.HearAsync());
        return peer;
    }

    private static async Task CallAsync(SharedPeer peer, uint correlation)
    {
        peer.WriteRing(Frame(FrameType.Request, AddRequest, correlation));
        await peer.WakeAsync();
        byte[] answer = await peer.ReadRingAsync(FrameHeader.Size + sizeof(int));
        FrameHeader header = FrameHeader.Read(answer, 1024);
        Assert.Equal((FrameType.Response, correlation, 3), (header.Type, header.Correlation, BitConverter.ToInt32(answer, FrameHeader.Size)));
    }

    private static byte[] Frame(FrameType type, byte[] body, uint correlation)
    {
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, FrameFlags.None, 0, correlation, body.Length).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    private static async Task CheckOthersAsync(TestServer server)
    {
        await using EchoClient other = server.CreateClient(Spinning);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(i + 1, await other.AddAsync(i, 1));
        }
    }
}
