using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Serves a cell from its directory while a host runs.</summary>
internal sealed class CellService<TCell>(IServiceProvider services, ILogger<TCell> log, TimeProvider clock) : IHostedService, IDisposable
    where TCell : class, ICell<TCell>
{
    private readonly CancellationTokenSource _stopping = new();
    private CellHold? _hold;
    private CellLock? _ownLock;
    private CellListener? _listener;
    private CellServer? _server;
    private ConsumerRecorder? _consumers;
    private Task _accepting = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _hold = services.GetService<CellHold>() ?? await TakeHoldAsync(cancellationToken).ConfigureAwait(false);
        CellDirectory directory = _hold.Directory;
        string name = _hold.Manifest.Name ?? directory.Name;
        string version = _hold.Manifest.Version.ToString();
        CellLimits limits = ManifestLimits.Of(_hold.Manifest);
        CellSystem system = new(TCell.Contract, version, clock);
        CellDispatcher own = new CellDispatcher<TCell>(services.GetRequiredService<TCell>()) { Interceptors = [.. services.GetServices<IServerInterceptor>()] };
        CellDispatcher[] dispatchers = [own, new CellDispatcher<CellSystem>(system)];
        _consumers = new ConsumerRecorder(ConsumerDirectory.Of(directory), clock, log);
        _server = new CellServer(name, version, dispatchers, limits, clock, log, _consumers)
        {
            Address = directory.SocketPath,
            ExposesDetail = services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false,
        };
        system.Watch(_server);

        directory.CleanRunDirectory();
        try
        {
            _listener = CellListener.Bind(directory.SocketPath);
            AtomicFile.Write(directory.SchemaPath, TCell.Contract.Schema);
            CreateState(name, version).Write(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CellException(CellStatus.FailedPrecondition, $"{directory.RunPath}: cannot be written: {e.Message}", e) { Outcome = CallOutcome.NotExecuted };
        }

        _consumers.Start();
        _accepting = _server.AcceptAsync(_listener.Socket, _stopping.Token);
        ServerLog.Listening(log, TCell.Contract.Name, version, directory.SocketPath);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_hold is null || _server is null)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener?.Dispose();
        // New connections find nothing from here on, and the next start finds no leftovers.
        Clean(_hold.Directory);
        AnnounceSuccessor(_hold.Directory, _server);
        await _server.DrainAsync(_hold.Manifest.LifeCycle.DrainTimeout, "the cell stops").ConfigureAwait(false);
        await _consumers!.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _listener?.Dispose();
        _ownLock?.Dispose();
    }

    private static void Clean(CellDirectory directory)
    {
        try
        {
            directory.CleanRunDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The directory may be gone, or its disk. The next start cleans under its own lock.
            return;
        }
    }

    /// <summary>Tells the clients when the cell has been built with another schema since this process started: what starts next has that one.</summary>
    /// <remarks>The file lies in the cell's own directory, where only its owner writes: no peer can make the cell say this.</remarks>
    private static void AnnounceSuccessor(CellDirectory directory, CellServer server)
    {
        if (BoundedFile.ReadText(directory.ExportPath, SchemaDocument.MaxLength) is { } text
            && SchemaDocument.Read(text.ReplaceLineEndings("\n")).Schema is { } built
            && SchemaFingerprint.Compute(built) is { } fingerprint
            && fingerprint != TCell.Contract.Fingerprint)
        {
            server.AnnounceSchema(fingerprint, built.Version);
        }
    }

    private async ValueTask<CellHold> TakeHoldAsync(CancellationToken cancellationToken)
    {
        CellDirectory directory = CellDirectory.Find();
        CellManifest manifest = directory.ReadManifest();
        directory.CreateRunDirectory();
        _ownLock = await CellLock.TryAcquireAsync(directory, cancellationToken).ConfigureAwait(false)
            ?? throw new CellException(CellStatus.FailedPrecondition, CellHost.AlreadyRuns(directory)) { Outcome = CallOutcome.NotExecuted };
        return new CellHold(directory, manifest, _ownLock);
    }

    private CellState CreateState(string name, string version)
        => new()
        {
            ProcessId = Environment.ProcessId,
            StartTime = clock.GetUtcNow(),
            StartedBy = Environment.GetEnvironmentVariable(CellState.StartedByVariable) is { Length: > 0 } starter ? starter : "hand",
            Name = name,
            Version = version,
            Contract = TCell.Contract.Name,
            Fingerprint = TCell.Contract.Fingerprint,
            Binary = Environment.ProcessPath ?? "",
        };
}
