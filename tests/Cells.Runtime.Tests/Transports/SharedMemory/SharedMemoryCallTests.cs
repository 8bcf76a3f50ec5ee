using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>Calls whose large bodies go through shared memory.</summary>
public class SharedMemoryCallTests
{
    [Fact]
    public async Task Large_bodies_go_through_memory_and_small_ones_over_the_socket()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        string large = SharedLink.Text(1024 * 1024);
        Assert.Equal(large, await link.Client.EchoAsync(large));
        Assert.Equal("small", await link.Client.EchoAsync("small"));
        Assert.Equal(large, await link.Client.EchoBlockingAsync(large));
        await link.CloseAsync();

        Assert.Equal((2, 2), (link.ClientEnd.Count(FrameType.Stored), link.ServerEnd.Count(FrameType.Stored)));
        Assert.InRange(link.ClientEnd.Sent.Length, 70_000, 80_000);
        Assert.InRange(link.ServerEnd.Sent.Length, 70_000, 80_000);
    }

    [Fact]
    public async Task Nothing_is_made_before_a_large_body_comes()
    {
        await using SharedLink link = new();
        Assert.Equal("small", await link.Client.EchoAsync("small"));
        Assert.Equal(60_000, (await link.Client.EchoAsync(SharedLink.Text(60_000))).Length);
        await link.CloseAsync();
        Assert.Equal((0, 0), (link.ClientEnd.Count(FrameType.Shared), link.ServerEnd.Count(FrameType.Shared)));
    }

    [Fact]
    public async Task Bodies_larger_than_the_memory_go_through_it_in_pieces()
    {
        await using SharedLink link = new();
        await link.OpenAsync();
        string text = SharedLink.Text(5_000_000);
        Assert.Equal(text, await link.Client.EchoAsync(text));
        Assert.Equal(3, await link.Client.AddAsync(1, 2));
        await link.CloseAsync();
        Assert.InRange(link.ClientEnd.Count(FrameType.Stored), 2, 20);
        Assert.InRange(link.ServerEnd.Count(FrameType.Stored), 2, 20);
    }

    [Fact]
    public async Task Both_sides_send_more_than_the_memory_at_once()
    {
        await using SharedLink link = new();
        string[] texts = [.. Enumerable.Range(0, 6).Select(static i => SharedLink.Text(2_500_000 + i))];
        for (int round = 0; round < 2; round++)
        {
            Task<string>[] calls = [.. texts.Select(text => text.Length % 2 == 0 ? link.Client.EchoAsync(text).AsTask() : link.Client.EchoBlockingAsync(text).AsTask())];
            Task<int>[] small = [.. Enumerable.Range(0, 50).Select(i => link.Client.AddAsync(i, i).AsTask())];
            Assert.Equal(texts, await Task.WhenAll(calls));
            Assert.Equal(Enumerable.Range(0, 50).Select(static i => 2 * i), await Task.WhenAll(small));
        }
    }

    [Fact]
    public async Task Memory_that_is_not_used_is_let_go_and_made_again()
    {
        ManualClock clock = new();
        await using SharedLink link = new(clock: clock);
        for (int times = 1; times <= 3; times++)
        {
            await link.OpenAsync(times);
            Assert.Equal((1, 1), (link.ServerQuota.Taken, link.ClientQuota.Taken));
            Assert.Equal(100_000, (await link.Client.EchoAsync(SharedLink.Text(100_000))).Length);
            clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(100_000, (await link.Client.EchoAsync(SharedLink.Text(100_000))).Length);
            clock.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal(100_000, (await link.Client.EchoAsync(SharedLink.Text(100_000))).Length);
            Assert.Equal((1, 1), (link.ServerQuota.Taken, link.ClientQuota.Taken));

            clock.Advance(TimeSpan.FromSeconds(31));
            await Condition.WaitAsync(() => link.ServerQuota.Taken == 0 && link.ClientQuota.Taken == 0);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Process_that_shares_as_much_as_it_may_uses_the_socket(int serverMost, int clientMost)
    {
        await using SharedLink link = new(serverMost: serverMost, clientMost: clientMost);
        string large = SharedLink.Text(200_000);
        Assert.Equal(large, await link.Client.EchoAsync(large));
        await link.Server.Log.WaitForAsync("Large bodies to and from 'sharer' go over the socket");
        await link.ClientLog.WaitForAsync("Large bodies to and from 'echo' go over the socket");
        Assert.Equal(large, await link.Client.EchoAsync(large));
        await link.CloseAsync();
        Assert.Equal((0, 0), (link.ClientEnd.Count(FrameType.Stored), link.ServerEnd.Count(FrameType.Stored)));
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task Sides_that_cannot_share_use_the_socket(bool serverShares, bool clientShares, bool isOfSameUser)
    {
        CellLimits limits = CellLimits.Default;
        await using SharedLink link = new(limits with { SharedMemory = serverShares }, limits with { SharedMemory = clientShares }, isOfSameUser: isOfSameUser);
        string large = SharedLink.Text(200_000);
        Assert.Equal(large, await link.Client.EchoAsync(large));
        Assert.Equal(large, await link.Client.EchoAsync(large));
        await link.CloseAsync();
        Assert.Equal((0, 0), (link.ClientEnd.Count(FrameType.Shared), link.ServerEnd.Count(FrameType.Shared)));
    }
}
