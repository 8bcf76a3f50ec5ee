using Cells.Connections;
using Cells.Transports;

namespace Cells.Runtime.Tests.Support;

/// <summary>A way to a server that fails as a test says. Each connection is made in memory.</summary>
internal sealed class ScriptedTarget(TestServer server) : ChannelTarget
{
    private int _attempts;

    /// <summary>The attempts to connect.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>The attempts that fail from now on, as if nothing listened.</summary>
    public int Failures { get; set; }

    /// <summary>The server that is reached from now on.</summary>
    public TestServer Server { get; set; } = server;

    /// <summary>The ways to the replicas of the cell, one by one.</summary>
    public IReadOnlyList<ScriptedTarget> Replicas { get; set; } = [];

    /// <summary>The connection made last.</summary>
    public InMemoryTransport? Last { get; private set; }

    /// <summary>A client that connects this way.</summary>
    public ScriptedClient CreateClient(CellChannelOptions? options = null)
        => new(CellChannel.To(this, EchoCell.TestContract, ScriptedClient.NoErrors, options ?? new CellChannelOptions()));

    public override ChannelTarget? FindReplica(int replica) => replica < Replicas.Count ? Replicas[replica] : null;

    public override ValueTask<ClientConnection> ConnectAsync(ChannelClient client, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (Failures > 0)
        {
            Failures--;
            throw new CellException(CellStatus.Unavailable, "nothing listens; start it") { Outcome = CallOutcome.NotExecuted };
        }

        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        _ = Server.Server.ServeAsync(serverEnd);
        Last = clientEnd;
        return OpenAsync(clientEnd, "memory", null, client, cancellationToken);
    }
}
