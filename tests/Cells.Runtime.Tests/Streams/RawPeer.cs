using System.Buffers.Binary;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Streams;
using Cells.Transports;

namespace Cells.Runtime.Tests.Streams;

/// <summary>A peer that writes and reads frames one by one, and keeps to no rule.</summary>
internal sealed class RawPeer(InMemoryTransport transport) : IDisposable
{
    /// <summary>Ends when the server has ended the connection; null for a peer that is the server.</summary>
    public Task? Serving { get; private init; }

    /// <summary>A client that a server has welcomed.</summary>
    public static async Task<RawPeer> GreetAsync(
        TestServer server, int streamWindow = 256 * 1024, int connectionWindow = 4 * 1024 * 1024, CellContract? contract = null, int? maxFrame = null)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        Task serving = server.Server.ServeAsync(serverEnd);
        Hello hello = new()
        {
            Purpose = HelloPurpose.Call,
            Contract = (contract ?? StreamCell.TestContract).Name,
            Fingerprint = (contract ?? StreamCell.TestContract).Fingerprint,
            ClientName = "raw",
            MaxFrame = maxFrame ?? CellLimits.Default.MaxFrame,
            StreamWindow = streamWindow,
            ConnectionWindow = connectionWindow,
        };
        await ClientHandshake.GreetAsync(clientEnd, hello, CancellationToken.None);
        return new RawPeer(clientEnd) { Serving = serving };
    }

    /// <summary>A server that has welcomed a client.</summary>
    public static async Task<(StreamClient Client, RawPeer Server)> WelcomeAsync(
        CellLimits? limits = null, int streamWindow = 256 * 1024, int connectionWindow = 4 * 1024 * 1024)
    {
        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        StreamClient client = new(CellChannel.Over(
            clientEnd, StreamCell.TestContract, EchoClient.ReadError, new CellChannelOptions { Limits = limits ?? CellLimits.Default }));
        Task connecting = client.Channel.ConnectAsync().AsTask();
        await FrameExchange.ReceiveAsync(serverEnd.Input, Protocol.MaxHandshakeFrame, CancellationToken.None);
        Welcome welcome = new()
        {
            ServerName = "raw",
            ServerVersion = "0.0.0",
            Contract = StreamCell.TestContract.Name,
            Fingerprint = StreamCell.TestContract.Fingerprint,
            Incarnation = Guid.NewGuid(),
            StreamWindow = streamWindow,
            ConnectionWindow = connectionWindow,
        };
        using PayloadBuffer body = PayloadBuffer.Rent();
        welcome.Write(body);
        await FrameExchange.SendAsync(serverEnd.Output, FrameType.Welcome, body.WrittenMemory, CancellationToken.None);
        await connecting;
        return (client, new RawPeer(serverEnd));
    }

    public async Task SendAsync(FrameType type, uint correlation, byte[] body, ushort call = 0, FrameFlags flags = FrameFlags.None)
    {
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, flags, call, correlation, body.Length).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        await transport.Output.WriteAsync(frame);
    }

    public Task SendItemsAsync(uint correlation, params int[] items) => SendAsync(FrameType.StreamChunk, correlation, Chunk(items));

    public Task SendCreditAsync(uint correlation, uint bytes) => SendAsync(FrameType.Credit, correlation, Number(bytes));

    /// <summary>The next frame that is no ping.</summary>
    public async Task<(FrameHeader Header, byte[] Body)> ReceiveAsync()
    {
        while (true)
        {
            (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(transport.Input, 1 << 24, CancellationToken.None);
            if (header.Type != FrameType.Ping)
            {
                return (header, body);
            }
        }
    }

    /// <summary>The next frame, which must be of <paramref name="type"/>.</summary>
    public async Task<(FrameHeader Header, byte[] Body)> ReceiveAsync(FrameType type)
    {
        (FrameHeader header, byte[] body) = await ReceiveAsync();
        Assert.Equal(type, header.Type);
        return (header, body);
    }

    public static byte[] Chunk(params int[] items)
    {
        byte[] body = new byte[items.Length * (StreamItems.HeaderSize + sizeof(int))];
        for (int i = 0; i < items.Length; i++)
        {
            Span<byte> item = body.AsSpan(i * (StreamItems.HeaderSize + sizeof(int)));
            BinaryPrimitives.WriteInt32LittleEndian(item, sizeof(int));
            BinaryPrimitives.WriteInt32LittleEndian(item[StreamItems.HeaderSize..], items[i]);
        }

        return body;
    }

    public static byte[] Number(uint value) => BitConverter.GetBytes(value);

    public static byte[] Numbers(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public void Dispose() => transport.Dispose();
}
