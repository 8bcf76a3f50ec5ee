using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Transports.SharedMemory;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>A client and a server that may share memory, and what they send over the socket.</summary>
internal sealed class SharedLink : IAsyncDisposable
{
    private readonly Task _serving;

    public SharedLink(CellLimits? serverLimits = null, CellLimits? clientLimits = null, TimeProvider? clock = null, bool isOfSameUser = true, int serverMost = 1, int clientMost = 1)
    {
        ServerQuota = new(serverMost);
        ClientQuota = new(clientMost);
        SocketPair pair = new();
        ClientEnd = new RecordingTransport(pair.One) { IsOfSameUser = isOfSameUser };
        ServerEnd = new RecordingTransport(pair.Other) { IsOfSameUser = isOfSameUser };
        Server = new TestServer((serverLimits ?? CellLimits.Default) with { SharedMemoryQuota = ServerQuota }, clock);
        _serving = Server.Server.ServeAsync(ServerEnd);
        Client = new EchoClient(CellChannel.Over(ClientEnd, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions
        {
            ClientName = "sharer",
            Limits = (clientLimits ?? CellLimits.Default) with { SharedMemoryQuota = ClientQuota },
            TimeProvider = Server.Clock,
            Logger = ClientLog,
        }));
    }

    public SharedMemoryQuota ServerQuota { get; }

    public SharedMemoryQuota ClientQuota { get; }

    /// <summary>The memories that stay mapped at the client because a lease was forgotten.</summary>
    public int Forgotten { get; set; }

    public TestServer Server { get; }

    public EchoClient Client { get; }

    public RecordingLog ClientLog { get; } = new();

    public RecordingTransport ClientEnd { get; }

    public RecordingTransport ServerEnd { get; }

    public static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static string Text(int length) => string.Create(length, length, static (target, seed) =>
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = (char)('0' + (((i * 31) + (i / 977) + seed) % 64));
        }
    });

    /// <summary>Sends the first large body, and waits until both sides have the memory.</summary>
    public async Task OpenAsync(int times = 1)
    {
        Assert.Equal(Text(70_000), await Client.EchoAsync(Text(70_000)));
        await Condition.WaitAsync(() => Count(Server.Log) == times && Count(ClientLog) == times);
        // Behind the client's last word, which the server has read then.
        Assert.Equal(3, await Client.AddAsync(1, 2));

        static int Count(RecordingLog log) => log.Entries.Count(static entry => entry.Message.Contains("go through shared memory", StringComparison.Ordinal));
    }

    /// <summary>Ends both, so that what they have sent can be looked at.</summary>
    public async Task CloseAsync()
    {
        await Client.DisposeAsync();
        await _serving;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Server.DisposeAsync();
        Assert.Equal((0, Forgotten), (ServerQuota.Taken, ClientQuota.Taken));
    }
}
