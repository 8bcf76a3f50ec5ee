using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Support;

/// <summary>Serves an <see cref="EchoCell"/> over a real socket in a temporary directory.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CellListener _listener;
    private readonly Task _accepting;
    private readonly TemporaryDirectory? _directory;

    public TestServer(
        CellLimits? limits = null, TimeProvider? clock = null, string? socketPath = null, CellContract? contract = null, ILogger? log = null,
        CellDispatcher? dispatcher = null, string? consumersOf = null, bool exposesDetail = false, ReplicaPlace? replica = null)
    {
        _directory = socketPath is null ? new TemporaryDirectory() : null;
        SocketPath = socketPath ?? _directory!.File("cell.sock");
        Clock = clock ?? TimeProvider.System;
        Log = log as RecordingLog ?? new RecordingLog();
        CellDispatcher echo = new CellDispatcher<EchoCell>(Cell);
        CellDispatcher served = dispatcher ?? (contract is null ? echo : new RenamedDispatcher(contract, echo));
        CellSystem system = new(served.Contract, "1.2.3", Clock);
        Consumers = consumersOf is null ? null : new ConsumerRecorder(ConsumerDirectory.Of(CellDirectory.At(consumersOf)), Clock, Log);
        Consumers?.Start();
        Server = new CellServer("echo", "1.2.3", [served, new CellDispatcher<CellSystem>(system)], limits ?? CellLimits.Default, Clock, Log, Consumers)
        {
            Address = SocketPath,
            ExposesDetail = exposesDetail,
            Replica = replica ?? ReplicaPlace.Only,
        };
        system.Watch(Server);
        _listener = CellListener.Bind(SocketPath);
        _accepting = Server.AcceptAsync(_listener.Socket, _stopping.Token);
    }

    public EchoCell Cell { get; } = new();

    public RecordingLog Log { get; }

    public CellServer Server { get; }

    /// <summary>What keeps the server's consumers; null unless the server was given a directory for them.</summary>
    public ConsumerRecorder? Consumers { get; }

    public TimeProvider Clock { get; }

    public string SocketPath { get; }

    public EchoClient CreateClient(CellLimits? limits = null, TimeProvider? clock = null, string name = "tester")
        => new(CellChannel.ForSocket(SocketPath, EchoCell.TestContract, EchoClient.ReadError, new CellChannelOptions
        {
            ClientName = name,
            ClientVersion = "9.9.9",
            Limits = limits ?? CellLimits.Default,
            TimeProvider = clock ?? Clock,
        }));

    public async Task StopAsync(TimeSpan? drainTimeout = null)
    {
        await _stopping.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Server.DrainAsync(drainTimeout ?? TimeSpan.FromSeconds(30), "the test stops it");
        await (Consumers?.DisposeAsync() ?? default);
    }

    public async ValueTask DisposeAsync()
    {
        Cell.Open();
        await StopAsync();
        _stopping.Dispose();
        _directory?.Dispose();
    }

    /// <summary>The same cell under another contract.</summary>
    private sealed class RenamedDispatcher(CellContract contract, CellDispatcher inner) : CellDispatcher(contract)
    {
        public override ValueTask DispatchAsync(ServerCall call) => inner.DispatchAsync(call);

        public override bool TryWriteError(int call, CellException error, out string name, ref Wire.WireWriter writer)
            => inner.TryWriteError(call, error, out name, ref writer);
    }
}
