using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Schema;
using Cells.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>A cell that is served from its directory, from its start to its end: by itself, or as a process that a nucleus keeps.</summary>
/// <remarks>Not generic, so that it is compiled ahead of time, and once.</remarks>
/// <param name="hold">The directory.</param>
/// <param name="cell">The cell.</param>
/// <param name="log">The log.</param>
/// <param name="clock">The clock.</param>
internal sealed class ServedCell(CellHold hold, CellDispatcher cell, ILogger log, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private CellListener? _listener;
    private CellServer? _server;
    private ConsumerRecorder? _consumers;
    private KeptProcess? _kept;
    private Task _accepting = Task.CompletedTask;
    private bool _isServing;

    /// <summary>The server, while it takes connections; null before and after.</summary>
    public CellServer? Server => Volatile.Read(ref _isServing) ? _server : null;

    /// <summary>Ends when the nucleus that keeps the process says so, or is gone; never without one.</summary>
    public Task Ordered => _kept?.Ordered ?? Task.Delay(Timeout.Infinite, _stopping.Token);

    /// <summary>Serves.</summary>
    /// <param name="exposesDetail">Whether errors carry stack traces.</param>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the cell's directory cannot be written to, or listened in.</exception>
    public void Start(bool exposesDetail)
    {
        CellDirectory directory = hold.Directory;
        if (hold.Manifest.Dependencies.Count > 0)
        {
            AmbientCall.Keep();
        }

        string name = hold.Manifest.Name ?? directory.Name;
        string version = hold.Manifest.Version.ToString();
        CellSystem system = new(cell.Contract, version, clock);
        CellDispatcher[] dispatchers = [cell, new CellDispatcher<CellSystem>(system)];
        _consumers = new ConsumerRecorder(ConsumerDirectory.Of(directory), clock, log);
        _server = new CellServer(name, version, dispatchers, ManifestLimits.Of(hold.Manifest), clock, log, _consumers)
        {
            Address = directory.SocketPath,
            ExposesDetail = exposesDetail,
            Replica = hold.Nucleus?.Replica ?? ReplicaPlace.Only,
        };
        system.Watch(_server);
        if (hold.Nucleus is null)
        {
            Listen(directory, name, version);
            _accepting = _server.AcceptAsync(_listener!, _stopping.Token);
        }
        else
        {
            _kept = new KeptProcess(hold, cell.Contract, _server, log);
            _kept.Start();
        }

        Volatile.Write(ref _isServing, true);
        // Connections come in by now. What follows goes on beside the first of them.
        ConnectionTelemetry.Prepare();
        StartLog.Listening(log, cell.Contract.Name, version, directory.SocketPath);
        Tell("READY", hold.Notifier?.Ready($"serves {cell.Contract.Name} {version}"));
        _consumers.Start();
    }

    /// <summary>Takes no more connections, drains those that there are, and leaves the directory clean.</summary>
    public async Task StopAsync()
    {
        if (_server is null)
        {
            return;
        }

        Volatile.Write(ref _isServing, false);
        await (_kept is null ? StopListeningAsync(_server) : StopKeptAsync(_server, _kept)).ConfigureAwait(false);
        await _consumers!.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _listener?.Dispose();
    }

    private bool KeepsSocket => hold.Listener is not null;

    private void Tell(string state, string? failure)
    {
        if (failure is not null)
        {
            ServerLog.NotTold(log, state, failure);
        }
    }

    private void Listen(CellDirectory directory, string name, string version)
    {
        directory.CleanRunDirectory(KeepsSocket);
        try
        {
            _listener = hold.Listener ?? CellListener.Bind(directory.SocketPath);
            AtomicFile.Write(directory.SchemaPath, cell.Contract.Schema);
            CreateState(name, version).Write(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CellException(CellStatus.FailedPrecondition, $"{directory.RunPath}: cannot be written: {e.Message}", e) { Outcome = CallOutcome.NotExecuted };
        }
    }

    /// <summary>The directory, and what is in it, is the nucleus'.</summary>
    private async Task StopKeptAsync(CellServer server, KeptProcess kept)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await kept.StopAcceptingAsync(CancellationToken.None).ConfigureAwait(false);
        DrainOrder order = kept.Ordered is { IsCompleted: true } ordered
            ? await ordered.ConfigureAwait(false)
            : new DrainOrder("the cell stops", hold.Manifest.LifeCycle.DrainTimeout, Successor: null);
        await server.DrainAsync(order.Timeout, order.Reason, SuccessorSchema.Read(order.Successor, cell.Contract), order.ServesMisfits).ConfigureAwait(false);
        await kept.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StopListeningAsync(CellServer server)
    {
        Tell("STOPPING", hold.Notifier?.Stopping());
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener?.Dispose();
        // New connections find nothing from here on, or wait for the next start where another process listens; which finds no leftovers.
        Clean(hold.Directory);
        // Written in the cell's own directory by its owner, and no peer: what was built since this process started.
        SuccessorSchema? successor = SuccessorSchema.Read(BoundedFile.ReadText(hold.Directory.ExportPath, SchemaDocument.MaxLength), cell.Contract);
        await server.DrainAsync(hold.Manifest.LifeCycle.DrainTimeout, "the cell stops", successor).ConfigureAwait(false);
    }

    private void Clean(CellDirectory directory)
    {
        try
        {
            directory.CleanRunDirectory(KeepsSocket);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The directory may be gone, or its disk. The next start cleans under its own lock.
            return;
        }
    }

    private CellState CreateState(string name, string version)
        => new()
        {
            ProcessId = Environment.ProcessId,
            StartTime = clock.GetUtcNow(),
            StartedBy = Environment.GetEnvironmentVariable(CellState.StartedByVariable) is { Length: > 0 } starter ? starter : "hand",
            Name = name,
            Version = version,
            Contract = cell.Contract.Name,
            Fingerprint = cell.Contract.Fingerprint,
            Binary = Environment.ProcessPath ?? "",
        };
}
