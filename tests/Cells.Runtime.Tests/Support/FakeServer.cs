using System.IO.Pipelines;
using Cells.Connections;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Runtime.Tests.Support;

/// <summary>The server's end of a connection whose handshake is done, for a test to write and read frames on.</summary>
internal static class FakeServer
{
    private static readonly Welcome Welcome = new()
    {
        ServerName = "fake",
        ServerVersion = "0.0.0",
        Contract = EchoCell.TestContract.Name,
        Fingerprint = EchoCell.TestContract.Fingerprint,
        Incarnation = Guid.NewGuid(),
    };

    /// <summary>A channel, and the server's end of its connection.</summary>
    public static async Task<(CellChannel Channel, InMemoryTransport Server)> ConnectAsync(
        TimeProvider? clock = null, Func<IDuplexPipe, IDuplexPipe>? wrap = null, CellLimits? limits = null)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        CellChannel channel = CellChannel.Over(
            wrap?.Invoke(clientEnd) ?? clientEnd, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions
            {
                TimeProvider = clock ?? TimeProvider.System,
                Limits = limits ?? CellLimits.Default,
            });
        Task connecting = channel.ConnectAsync().AsTask();
        await FrameExchange.ReceiveAsync(serverEnd.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
        using PayloadBuffer body = PayloadBuffer.Rent();
        Welcome.Write(body);
        await FrameExchange.SendAsync(serverEnd.Output, FrameType.Welcome, body.WrittenMemory, CancellationToken.None);
        await connecting;
        return (channel, serverEnd);
    }
}
