using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Transports;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Serves contracts on any number of connections.</summary>
internal sealed class CellServer
{
    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The time that cancelled handlers and last answers get.</summary>
    private static readonly TimeSpan LastMoments = TimeSpan.FromSeconds(2);

    /// <summary>The connections over the limit that are told why; those over this, too, are just closed.</summary>
    private const int MostRefused = 64;

    private readonly Lock _gate = new();
    private readonly HashSet<ServerConnection> _connections = [];
    private readonly ServerHandshake _handshake;
    private readonly CellLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly int _maxConnections;
    private readonly string _name;
    private readonly CellDispatcher _own;
    private readonly ConsumerRecorder? _consumers;
    private readonly ReplyStore _replies;
    private int _held;
    private int _strangers;
    private bool _isDraining;

    /// <summary>Creates a server that serves nobody yet.</summary>
    /// <param name="name">The cell's name.</param>
    /// <param name="version">The cell's version.</param>
    /// <param name="dispatchers">What is served, the cell's own contract first.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The clock of deadlines and timeouts.</param>
    /// <param name="log">The log.</param>
    /// <param name="consumers">Remembers who calls the cell's own contract; null for a server that does not.</param>
    public CellServer(
        string name, string version, IReadOnlyList<CellDispatcher> dispatchers, CellLimits limits, TimeProvider clock, ILogger log, ConsumerRecorder? consumers = null)
    {
        _name = name;
        _own = dispatchers[0];
        _consumers = consumers;
        _log = new PeerLog(log, clock);
        _handshake = new ServerHandshake(name, version, Guid.NewGuid(), limits, dispatchers, consumers, _log);
        _limits = limits;
        _clock = clock;
        _replies = new ReplyStore(clock);
        _maxConnections = OpenFileLimit.Clamp(limits.MaxConnections);
    }

    /// <summary>Whether errors carry stack traces. False unless set.</summary>
    public bool ExposesDetail { get; init; }

    /// <summary>The connections that are open.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>The calls whose handlers run.</summary>
    public int InflightCount => Snapshot().Sum(static connection => connection.Inflight) + _replies.CountDetached();

    /// <summary>Remembers who calls the cell; null for a server that does not.</summary>
    public ConsumerRecorder? Consumers => _consumers;

    /// <summary>Tells the clients that take signals that a process with another schema comes in this one's place.</summary>
    public void AnnounceSchema(string fingerprint, string version)
    {
        ServerLog.SchemaAnnounced(_log, version, fingerprint);
        SignalBody signal = new(SignalKind.SchemaChanged, fingerprint, version);
        Array.ForEach(Snapshot(), connection => connection.Signal(signal));
    }

    /// <summary>Accepts connections until <paramref name="stopping"/> is cancelled. Never fails.</summary>
    public async Task AcceptAsync(Socket listener, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptAsync(stopping).ConfigureAwait(false);
                _ = ServeSocketAsync(socket);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // No descriptor left, most likely: others must go first.
                ServerLog.AcceptFailed(_log, e);
                await Task.Delay(AcceptRetryDelay, _clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Serves one connection to its end. Never fails.</summary>
    public async Task ServeAsync(IDuplexPipe transport)
    {
        int held = Interlocked.Increment(ref _held);
        try
        {
            if (held > _maxConnections + MostRefused)
            {
                return;
            }

            using CancellationTokenSource overdue = new(_limits.HandshakeTimeout, _clock);
            if (held > _maxConnections)
            {
                Reject full = new(CellStatus.ResourceExhausted, $"'{_name}' has {_maxConnections} connections (max_connections)");
                await RefuseAsync(transport, full, overdue.Token).ConfigureAwait(false);
            }
            else
            {
                await ServeAsync(transport, overdue).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            ServerLog.ConnectionRefused(_log, $"the handshake did not end within {_limits.HandshakeTimeout.TotalSeconds:0.#} s (handshake_timeout)");
        }
        catch (Exception e)
        {
            ServerLog.ConnectionRefused(_log, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
            (transport as IDisposable)?.Dispose();
        }
    }

    /// <summary>Takes no more calls, waits for those that run, then cancels what is left and closes every connection.</summary>
    public async Task DrainAsync(TimeSpan timeout, string reason)
    {
        lock (_gate)
        {
            _isDraining = true;
        }

        ServerConnection[] connections = Snapshot();
        ServerLog.Draining(_log, connections.Length, InflightCount);
        using CancellationTokenSource overdue = new(timeout, _clock);
        if (!await TryDrainAsync(connections, reason, overdue.Token).ConfigureAwait(false))
        {
            ServerLog.DrainedTooLong(_log, InflightCount, timeout);
            Array.ForEach(connections, static connection => connection.CancelCalls());
            _replies.CancelAll();
            using CancellationTokenSource last = new(LastMoments, _clock);
            await TryDrainAsync(connections, reason, last.Token).ConfigureAwait(false);
        }

        foreach (ServerConnection connection in connections)
        {
            connection.Abort(new EndOfStreamException("the cell stopped"));
            await connection.Completion.ConfigureAwait(false);
            Forget(connection);
        }
    }

    private async Task<bool> TryDrainAsync(ServerConnection[] connections, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(connections.Select(connection => connection.DrainAsync(reason, cancellationToken))).ConfigureAwait(false);
            await _replies.WaitUntilIdleAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task ServeSocketAsync(Socket socket)
    {
        SocketTransport transport;
        try
        {
            transport = new SocketTransport(socket, Protocol.BufferFor(_limits.MaxFrame));
        }
        catch (SocketException)
        {
            // Gone between connecting and being accepted.
            socket.Dispose();
            return;
        }

        if (transport.Peer is { } peer && !peer.MayCall())
        {
            await RefuseStrangerAsync(transport, peer).ConfigureAwait(false);
        }
        else
        {
            await ServeAsync(transport).ConfigureAwait(false);
        }
    }

    /// <summary>Tells a process of another user why it is not served. Never fails.</summary>
    /// <remarks>They have a limit of their own: strangers take no places from those who may call.</remarks>
    internal async Task RefuseStrangerAsync(IDuplexPipe transport, PeerCredentials peer)
    {
        ServerLog.ConnectionRefused(_log, $"process {peer.ProcessId} runs as user {peer.User}");
        try
        {
            if (Interlocked.Increment(ref _strangers) <= MostRefused)
            {
                using CancellationTokenSource overdue = new(_limits.HandshakeTimeout, _clock);
                Reject reason = new(
                    CellStatus.PermissionDenied,
                    $"'{_name}' takes calls of the user that it runs as ({PeerCredentials.OwnUser}) and of root, and this process runs as user {peer.User}");
                await RefuseAsync(transport, reason, overdue.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is CellException or CellProtocolException or OperationCanceledException or IOException or SocketException)
        {
            // It has been logged, and what a stranger does with its connection is nobody's business.
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _strangers);
            (transport as IDisposable)?.Dispose();
        }
    }

    private static async Task RefuseAsync(IDuplexPipe transport, Reject reason, CancellationToken overdue)
    {
        // The hello is taken in first: a client that is still sending it would find a closed socket instead of the reason.
        await FrameExchange.ReceiveAsync(transport.Input, Protocol.MaxHandshakeFrame, overdue).ConfigureAwait(false);
        await ServerHandshake.RejectAsync(transport, reason, overdue).ConfigureAwait(false);
        throw reason.ToException();
    }

    private async Task ServeAsync(IDuplexPipe transport, CancellationTokenSource overdue)
    {
        if (await _handshake.AnswerAsync(transport, overdue.Token).ConfigureAwait(false) is not { } agreed)
        {
            return;
        }

        LogPlan(agreed);
        using IDisposable? consumer = agreed.Dispatcher == _own ? _consumers?.Tracker.Connect(agreed.Hello, agreed.Usage, agreed.ClientSchema) : null;
        ServerConnection connection = new(transport, agreed, _limits, _clock, _log, _replies) { ExposesDetail = ExposesDetail };
        bool isDraining;
        lock (_gate)
        {
            isDraining = _isDraining;
            _connections.Add(connection);
        }

        connection.Start();
        if (isDraining)
        {
            // Came in while the others were told: nothing was accepted here, so nothing is waited for.
            await connection.DrainAsync("the cell stops", overdue.Token).ConfigureAwait(false);
            connection.Abort(new EndOfStreamException("the cell stopped"));
        }

        // Its timer is not kept for as long as the connection lives.
        overdue.Dispose();

        await connection.Completion.ConfigureAwait(false);
        Forget(connection);
    }

    private void LogPlan(AgreedConnection agreed)
    {
        if (agreed.Plan is { } plan)
        {
            int rewritten = plan.Calls.Count(static call => call.Request is not null);
            string[] unbound = [.. plan.Calls.Where(static call => !call.IsBound).Select(static call => call.Name)];
            ServerLog.Planned(_log, agreed.Hello.ClientName, agreed.Hello.ClientVersion, plan.Calls.Count, rewritten, unbound.Length == 0 ? "none" : string.Join(", ", unbound));
        }
    }

    private void Forget(ServerConnection connection)
    {
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    private ServerConnection[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _connections];
        }
    }
}
