using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Where a connection is cut.</summary>
public enum Cut
{
    AtClient,
    AtServer,

    /// <summary>What the client sends ends; it still receives.</summary>
    ClientHalf,

    /// <summary>What the server sends ends; it still receives.</summary>
    ServerHalf,
}

/// <summary>Runs one session again and again, each time with the connection cut one byte later.</summary>
internal static class CutSession
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Cuts after each byte that the side in question sends in a whole session.</summary>
    /// <param name="cut">Where.</param>
    /// <param name="server">The server of every session.</param>
    /// <param name="contract">What it serves.</param>
    /// <param name="talk">The session; ends whatever becomes of the connection.</param>
    /// <param name="check">Judges when both ends have ended; is told whether nothing was cut.</param>
    public static async Task ForEachByteAsync(Cut cut, TestServer server, CellContract contract, Func<CellChannel, Task> talk, Action<bool>? check = null)
    {
        (int sentByClient, int sentByServer) = await RunAsync(server, contract, cut, long.MaxValue, talk);
        check?.Invoke(true);
        int length = cut is Cut.AtClient or Cut.ClientHalf ? sentByClient : sentByServer;
        Assert.True(length > 250, $"{length} bytes");
        for (int at = 0; at <= length; at++)
        {
            await FaultSeed.RunAsync(FaultSeed.Value, $"{cut} after byte {at} of {length}", async () =>
            {
                await RunAsync(server, contract, cut, at, talk).WaitAsync(Patience);
                check?.Invoke(false);
            });
        }
    }

    private static async Task<(int Client, int Server)> RunAsync(TestServer server, CellContract contract, Cut cut, long at, Func<CellChannel, Task> talk)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        using FaultyTransport client = cut is Cut.AtClient or Cut.ClientHalf
            ? new(clientEnd, cutAfter: at, isHalfClosed: cut == Cut.ClientHalf) : new(clientEnd);
        using FaultyTransport faulty = cut is Cut.AtServer or Cut.ServerHalf
            ? new(serverEnd, cutAfter: at, isHalfClosed: cut == Cut.ServerHalf) : new(serverEnd);
        Task serving = server.Server.ServeAsync(faulty);
        await using (CellChannel channel = CellChannel.Over(client, contract, EchoClient.ReadError))
        {
            await talk(channel);
        }

        await serving;
        Assert.Equal(0, server.Server.ConnectionCount);
        return (client.Sent.Length, faulty.Sent.Length);
    }
}
