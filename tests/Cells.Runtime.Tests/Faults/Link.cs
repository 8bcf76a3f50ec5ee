using System.IO.Pipelines;
using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Callbacks;
using Cells.Runtime.Tests.Events;
using Cells.Runtime.Tests.Streams;
using Cells.Runtime.Tests.Support;
using Cells.Transports;

namespace Cells.Runtime.Tests.Faults;

/// <summary>What carries a connection.</summary>
public enum Carrier
{
    UnixSocket,

    /// <summary>A Unix socket, and every body that can in shared memory.</summary>
    SharedMemory,

    /// <summary>A Unix socket until both sides have shared memory, and then that for all frames.</summary>
    SpinningMemory,
    Memory,

    /// <summary>In memory, one byte at a time.</summary>
    MemoryByteByByte,

    /// <summary>In memory, in random pieces and with a window so small that nearly every flush waits.</summary>
    MemoryInPieces,
}

/// <summary>A client and a server with one connection between them, over any carrier.</summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly IDuplexPipe _serverEnd;
    private readonly Task _serving;

    private Link(TestServer server, CellContract contract, IDuplexPipe clientEnd, IDuplexPipe serverEnd, CellLimits limits)
    {
        Server = server;
        _serverEnd = serverEnd;
        _serving = server.Server.ServeAsync(serverEnd);
        Client = new EchoClient(CellChannel.Over(clientEnd, contract, EchoClient.ReadError, new CellChannelOptions
        {
            ClientName = "tester",
            Limits = limits,
            TimeProvider = server.Clock,
        }));
    }

    public TestServer Server { get; }

    public EchoCell Cell => Server.Cell;

    public EchoClient Client { get; }

    /// <summary>Every carrier, with the seed of what is random in it.</summary>
    public static TheoryData<Carrier, int> Carriers()
    {
        TheoryData<Carrier, int> carriers = new()
        {
            { Carrier.UnixSocket, 0 },
            { Carrier.SharedMemory, 0 },
            { Carrier.SpinningMemory, 0 },
            { Carrier.Memory, 0 },
            { Carrier.MemoryByteByByte, FaultSeed.Value },
        };
        for (int i = 0; i < 3; i++)
        {
            carriers.Add(Carrier.MemoryInPieces, FaultSeed.Value + i);
        }

        return carriers;
    }

    /// <summary>Starts a server and a client that is not connected yet.</summary>
    public static Link Open(Carrier carrier, int seed, CellLimits? limits = null, TimeProvider? clock = null, CellLimits? serverLimits = null)
        => Open(carrier, seed, new TestServer(Tuned(carrier, serverLimits ?? limits), clock), EchoCell.TestContract, limits);

    /// <summary>The same with a cell that has streams.</summary>
    public static (Link Link, StreamClient Client) OpenStreams(Carrier carrier, int seed, StreamCell cell, CellLimits? limits = null)
    {
        Link link = Open(carrier, seed, new TestServer(Tuned(carrier, limits), dispatcher: new CellDispatcher<StreamCell>(cell)), StreamCell.TestContract, limits);
        return (link, new StreamClient(link.Client.Channel));
    }

    /// <summary>The same with a cell that publishes events.</summary>
    public static (Link Link, EventClient Client) OpenEvents(Carrier carrier, int seed, EventCell cell, CellLimits? limits = null)
    {
        Link link = Open(carrier, seed, new TestServer(Tuned(carrier, limits), dispatcher: new CellDispatcher<EventCell>(cell)), EventCell.Contract, limits);
        return (link, new EventClient(link.Client.Channel));
    }

    /// <summary>The same with a cell that calls back.</summary>
    public static (Link Link, CallbackClient Client) OpenCallbacks(Carrier carrier, int seed, CallbackCell cell, CellLimits? limits = null)
    {
        Link link = Open(carrier, seed, new TestServer(Tuned(carrier, limits), dispatcher: new CellDispatcher<CallbackCell>(cell)), CallbackCell.TestContract, limits);
        return (link, new CallbackClient(link.Client.Channel));
    }

    /// <summary>Ends the connection at the server, as a process that is killed does.</summary>
    public void Cut() => ((IDisposable)_serverEnd).Dispose();

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _serving;
        await Server.DisposeAsync();
        Assert.Equal(0, Server.Server.ConnectionCount);
        Assert.Equal(0, Server.Server.InflightCount);
    }

    private static Link Open(Carrier carrier, int seed, TestServer server, CellContract contract, CellLimits? limits)
    {
        (IDuplexPipe clientEnd, IDuplexPipe serverEnd) = Connect(carrier, new Random(seed));
        return new Link(server, contract, clientEnd, serverEnd, Tuned(carrier, limits));
    }

    private static CellLimits Tuned(Carrier carrier, CellLimits? limits)
        => (limits ?? CellLimits.Default) with
        {
            SharedFrom = carrier == Carrier.SharedMemory ? 1 : 64 * 1024,
            SharedMemory = carrier is Carrier.SharedMemory or Carrier.SpinningMemory,
            Spin = carrier == Carrier.SpinningMemory,
        };

    private static (IDuplexPipe Client, IDuplexPipe Server) Connect(Carrier carrier, Random random)
    {
        if (carrier is Carrier.UnixSocket or Carrier.SharedMemory or Carrier.SpinningMemory)
        {
            SocketPair pair = new();
            return (pair.One, pair.Other);
        }

        (InMemoryTransport client, InMemoryTransport server) = InMemoryTransport.CreatePair(carrier == Carrier.MemoryInPieces ? 128 : 64 * 1024);
        int largest = carrier == Carrier.MemoryInPieces ? 64 : 1;
        return carrier == Carrier.Memory
            ? (client, server)
            : (new FaultyTransport(client, new Random(random.Next()), largest), new FaultyTransport(server, new Random(random.Next()), largest));
    }
}
