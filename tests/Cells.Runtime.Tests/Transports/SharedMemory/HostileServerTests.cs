using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>A server that shares something else than it should fails the calls of that connection, and leaves nothing behind.</summary>
public class HostileServerTests
{
    public enum Shares
    {
        Nothing,
        Unsealed,
        TooSmall,
        TooMany,
        WordsOfItsOwn,
    }

    [Theory]
    [InlineData(Shares.Nothing)]
    [InlineData(Shares.Unsealed)]
    [InlineData(Shares.TooSmall)]
    [InlineData(Shares.TooMany)]
    [InlineData(Shares.WordsOfItsOwn)]
    public async Task Server_that_shares_what_it_should_not_loses_the_connection(Shares what)
    {
        using SocketPair pair = new();
        SharedMemoryQuota quota = new(1);
        await using EchoClient client = new(CellChannel.Over(pair.One, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions
        {
            Limits = CellLimits.Default with { SharedMemoryQuota = quota },
        }));
        Task<string> call = client.EchoAsync(SharedLink.Text(100_000)).AsTask();
        using SharedPeer server = new(pair.Other);
        await WelcomeAsync(server);
        await server.ReceiveAsync(FrameType.Request);
        Assert.Equal(SharedNotice.Wanted, await server.HearAsync());
        await server.SayAsync(SharedNotice.Offer);
        Assert.Equal(SharedNotice.Accept, await server.HearAsync());

        using SafeFileHandle file = LibC.CreateSealedMemory("cells-test", what == Shares.TooSmall ? 4096 : SharedLayout.Size, what == Shares.Unsealed ? 0 : 7);
        if (what != Shares.Nothing)
        {
            pair.Other.SendDescriptor(file);
        }

        if (what == Shares.TooMany)
        {
            await server.SendAsync(FrameType.Pong, []);
            pair.Other.SendDescriptor(file);
        }

        await server.SayAsync(SharedNotice.Memory);
        if (what == Shares.WordsOfItsOwn)
        {
            Assert.Equal(SharedNotice.Ready, await server.HearAsync());
            // The client stores what comes after its pong.
            await server.SendAsync(FrameType.Ping, []);
            await server.ReceiveAsync(FrameType.Pong);
            Scribble(file);
            await Assert.ThrowsAsync<CellException>(async () => await client.EchoAsync(SharedLink.Text(100_000)));
        }

        CellException error = await Assert.ThrowsAsync<CellException>(() => call);
        Assert.Equal((CellStatus.Unavailable, CallOutcome.Unknown), (error.Status, error.Outcome));
        await server.WaitForEndAsync();
        ulong inode = OpenMemory.Identify(file);
        await Condition.WaitAsync(() => OpenMemory.CountDescriptors(inode) == 1 && OpenMemory.CountMappings(inode) == 0 && quota.Taken == 0);
    }

    private static void Scribble(SafeFileHandle file)
    {
        using SharedMapping mapping = SharedMapping.Open(file, new SharedMemoryQuota(1));
        Assert.True(mapping.TryAccess(out SharedAccess access));
        access.Slice(0, 1024).Fill(0xFE);
        access.Dispose();
    }

    private static async Task WelcomeAsync(SharedPeer server)
    {
        await server.ReceiveAsync(FrameType.Hello);
        Welcome welcome = new()
        {
            ServerName = "hostile",
            ServerVersion = "0.0.0",
            Contract = EchoCell.TestContract.Name,
            Fingerprint = EchoCell.TestContract.Fingerprint,
            Incarnation = Guid.NewGuid(),
            SharesMemory = true,
        };
        using PayloadBuffer body = PayloadBuffer.Rent();
        welcome.Write(body);
        await server.SendAsync(FrameType.Welcome, body.WrittenMemory.ToArray());
    }
}
