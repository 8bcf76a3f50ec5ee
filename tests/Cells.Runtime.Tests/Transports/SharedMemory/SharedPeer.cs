using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>A peer that shares memory and keeps to no rule.</summary>
internal sealed class SharedPeer(SocketTransport transport) : IDisposable
{
    private RingWriter? _writer;
    private RingReader? _reader;

    /// <summary>What it shares.</summary>
    public SharedMapping? Mapping { get; private set; }

    /// <summary>A client that a server has welcomed.</summary>
    public static async Task<SharedPeer> GreetAsync(TestServer server)
    {
        SocketTransport transport = await UnixSocketConnector.ConnectAsync(
            server.SocketPath, Protocol.BufferFor(CellLimits.Default.MaxFrame), TimeProvider.System, CancellationToken.None);
        Hello hello = new()
        {
            Purpose = HelloPurpose.Call,
            Contract = EchoCell.TestContract.Name,
            Fingerprint = EchoCell.TestContract.Fingerprint,
            ClientName = "hostile",
            SharesMemory = true,
        };
        Assert.True((await ClientHandshake.GreetAsync(transport, hello, CancellationToken.None)).SharesMemory);
        return new SharedPeer(transport);
    }

    /// <summary>Maps memory with a server that keeps to the rules.</summary>
    public async Task OpenAsync()
    {
        await SayAsync(SharedNotice.Wanted);
        Assert.Equal(SharedNotice.Offer, await HearAsync());
        transport.ExpectDescriptor();
        await SayAsync(SharedNotice.Accept);
        Assert.Equal(SharedNotice.Memory, await HearAsync());
        using SafeFileHandle? file = transport.TakeDescriptor();
        Mapping = SharedMapping.Open(file!, new SharedMemoryQuota(1));
        await SayAsync(SharedNotice.Ready);
    }

    public Task SayAsync(SharedNotice notice) => SendAsync(FrameType.Shared, RawPeer.Number((uint)notice));

    public async Task<SharedNotice> HearAsync() => (SharedNotice)BitConverter.ToUInt32(await ReceiveAsync(FrameType.Shared));

    public async Task SendAsync(FrameType type, byte[] body, uint correlation = 0, ushort call = 0)
    {
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, FrameFlags.None, call, correlation, body.Length).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        await transport.Output.WriteAsync(frame);
    }

    public Task SendStoredAsync(StoredRange range)
    {
        byte[] image = new byte[StoredRange.Size];
        range.Write(image);
        return SendAsync(FrameType.Stored, image);
    }

    /// <summary>The body of the next frame, which must be of <paramref name="type"/>; empty at the end of the connection.</summary>
    public async Task<byte[]> ReceiveAsync(FrameType type)
    {
        ReceivedFrame? frame = await FrameExchange.ReceiveOrEndAsync(transport.Input, 1 << 24, CancellationToken.None);
        Assert.Equal(type, frame?.Header.Type);
        return frame!.Body;
    }

    /// <summary>Writes to the ring to the server, in which there is room.</summary>
    public void WriteRing(byte[] bytes) => Assert.Equal(bytes.Length, (_writer ??= new RingWriter(Mapping!, SharedLayout.Direction(isToServer: true))).Write(bytes, out _));

    /// <summary>Reads from the ring to the client.</summary>
    public async Task<byte[]> ReadRingAsync(int length)
    {
        _reader ??= new RingReader(Mapping!, SharedLayout.Direction(isToServer: false));
        byte[] bytes = new byte[length];
        int read = 0;
        await Condition.WaitAsync(() => (read += _reader.Read(bytes.AsSpan(read))) == length);
        return bytes;
    }

    /// <summary>Makes the socket readable.</summary>
    public Task WakeAsync() => SendRawAsync([0]);

    /// <summary>Sends what may be no frame.</summary>
    public async Task SendRawAsync(byte[] bytes) => await transport.Output.WriteAsync(bytes);

    /// <summary>Writes to the memory, whatever is there.</summary>
    public void Write(int offset, byte[] bytes)
    {
        Assert.True(Mapping!.TryAccess(out SharedAccess access));
        using (access)
        {
            bytes.CopyTo(access.Slice(offset, bytes.Length));
        }
    }

    /// <summary>What the memory holds now.</summary>
    public byte[] Read(int offset, int length)
    {
        Assert.True(Mapping!.TryAccess(out SharedAccess access));
        using (access)
        {
            return access.Slice(offset, length).ToArray();
        }
    }

    /// <summary>How much of a direction's store its receiver has released.</summary>
    public ulong Released(SharedDirection direction) => BitConverter.ToUInt64(Read(direction.Released, sizeof(ulong)));

    /// <summary>Reads to the end of the connection.</summary>
    public async Task WaitForEndAsync()
    {
        try
        {
            while (await FrameExchange.ReceiveOrEndAsync(transport.Input, 1 << 24, CancellationToken.None) is not null)
            {
            }
        }
        catch (Exception e) when (e is CellProtocolException or System.Net.Sockets.SocketException)
        {
            // Cut off in a frame, or reset with frames unread: an end as well.
        }
    }

    public void Dispose()
    {
        Mapping?.Dispose();
        transport.Dispose();
    }
}
