using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Control;
using Cells.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Cells.Hosting;

/// <summary>Serves contracts on any number of connections.</summary>
internal sealed partial class CellServer
{
    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly HashSet<ServerConnection> _connections = [];
    private readonly ServerHandshake _handshake;
    private readonly CellLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly int _maxConnections;
    private readonly string _name;
    private readonly CellDispatcher? _own;
    private readonly ConsumerRecorder? _consumers;
    private readonly ReplyStore _replies;
    private int _held;
    private int _greeting;
    private long _callsOfClosed;
    private TaskCompletionSource? _greeted;

    /// <summary>Creates a server that serves nobody yet.</summary>
    /// <param name="name">The cell's name.</param>
    /// <param name="version">The cell's version.</param>
    /// <param name="dispatchers">What is served, the cell's own contract first; nothing for a server that refuses everyone.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="clock">The clock of deadlines and timeouts.</param>
    /// <param name="log">The log.</param>
    /// <param name="consumers">Remembers who calls the cell's own contract; null for a server that does not.</param>
    public CellServer(
        string name, string version, IReadOnlyList<CellDispatcher> dispatchers, CellLimits limits, TimeProvider clock, ILogger log, ConsumerRecorder? consumers = null)
    {
        _name = name;
        _own = dispatchers.Count > 0 ? dispatchers[0] : null;
        _consumers = consumers;
        _log = new PeerLog(log, clock);
        _handshake = new ServerHandshake(name, version, Guid.NewGuid(), limits, dispatchers, consumers, _log) { Described = () => Described() };
        _limits = limits;
        _clock = clock;
        _replies = new ReplyStore(clock);
        _maxConnections = OpenFileLimit.Clamp(limits.MaxConnections);
    }

    /// <summary>Whether errors carry stack traces. False unless set.</summary>
    public bool ExposesDetail { get; init; }

    /// <summary>The socket that the server listens at, for telemetry; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>Which of the processes that serve the cell this is. The only one unless set.</summary>
    public ReplicaPlace Replica
    {
        get => _handshake.Replica;
        init => _handshake.Replica = value;
    }

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

    /// <summary>What the server has to do.</summary>
    public ProcessLoad Load
    {
        get
        {
            int inflight = InflightCount;
            lock (_gate)
            {
                return new ProcessLoad(_connections.Count, inflight, _callsOfClosed + _connections.Sum(static connection => connection.Accepted));
            }
        }
    }

    /// <summary>What questions are answered with, when that is not what is served: a nucleus answers for its cell.</summary>
    public Func<(CellContract Contract, string Version)?> Described { get; init; } = static () => null;

    /// <summary>Why everyone is refused; null to serve. Asked anew for each connection.</summary>
    public Func<Reject?> Refusal { get; init; } = static () => null;

    /// <summary>Remembers who calls the cell; null for a server that does not.</summary>
    public ConsumerRecorder? Consumers => _consumers;

    /// <summary>Accepts connections until <paramref name="stopping"/> is cancelled. Never fails.</summary>
    public Task AcceptAsync(Socket listener, CancellationToken stopping)
        => OperatingSystem.IsLinux() ? AcceptDescriptorsAsync(listener.SafeHandle, stopping) : AcceptSocketsAsync(listener, stopping);

    /// <inheritdoc cref="AcceptAsync(Socket, CancellationToken)"/>
    public Task AcceptAsync(CellListener listener, CancellationToken stopping)
        => OperatingSystem.IsLinux() ? AcceptDescriptorsAsync(listener.Handle, stopping) : AcceptSocketsAsync(listener.Socket, stopping);

    [SupportedOSPlatform("linux")]
    private Task AcceptDescriptorsAsync(SafeHandle listener, CancellationToken stopping)
        => new DescriptorListener(listener, ServeDescriptor, reason => ServerLog.AcceptFailed(_log, reason), _clock).AcceptAsync(stopping);

    [SupportedOSPlatform("linux")]
    private void ServeDescriptor(SafeFileHandle socket)
    {
        try
        {
            _ = ServeTransportAsync(SocketTransport.Of(socket, Protocol.BufferFor(_limits.MaxFrame)));
        }
        catch (SocketException)
        {
            // Gone between connecting and being accepted.
            socket.Dispose();
        }
    }

    private async Task AcceptSocketsAsync(Socket listener, CancellationToken stopping)
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
            else if (Refusal() is { } refusal)
            {
                await RefuseAsync(transport, refusal, overdue.Token).ConfigureAwait(false);
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

        await ServeTransportAsync(transport).ConfigureAwait(false);
    }

    private Task ServeTransportAsync(SocketTransport transport)
        => transport.Peer is { } peer && !peer.MayCall() ? RefuseStrangerAsync(transport, peer) : ServeAsync(transport);

    private async Task ServeAsync(IDuplexPipe transport, CancellationTokenSource overdue)
    {
        // What starts the server may do so in a trace of its own, which no call belongs to.
        Activity.Current = null;
        ServerConnection connection;
        IDisposable? consumer;
        bool isDraining;
        BeginGreeting();
        try
        {
            if (await _handshake.AnswerAsync(transport, overdue.Token).ConfigureAwait(false) is not { } agreed)
            {
                return;
            }

            LogPlan(agreed);
            consumer = agreed.Dispatcher == _own ? _consumers?.Tracker.Connect(agreed.Hello, agreed.Usage, agreed.ClientSchema) : null;
            connection = new(transport, agreed, _limits, _clock, _log, _replies) { ExposesDetail = ExposesDetail, Address = Address };
            lock (_gate)
            {
                isDraining = _isDraining;
                _connections.Add(connection);
            }
        }
        finally
        {
            EndGreeting();
        }

        using IDisposable? connected = consumer;
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
            if (!_connections.Remove(connection))
            {
                return;
            }

            _callsOfClosed += connection.Accepted;
            if (connection.Serves(_own))
            {
                connection.AddCounts(_past);
            }
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
