using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Keeps what a cell knows of its consumers in files, for the cell's next build. Off the path of calls and connections: nothing waits for it, and nothing fails by it.</summary>
internal sealed class ConsumerRecorder : IAsyncDisposable
{
    /// <summary>How often those who stay connected are noted as seen.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    /// <summary>What happens within this time is written together.</summary>
    public static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private readonly ConsumerDirectory _directory;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Lock _files = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private bool _hasLogged;

    /// <summary>Knows nobody, and writes nothing, before <see cref="Start"/>.</summary>
    /// <param name="directory">The cell's consumers.</param>
    /// <param name="clock">The clock of first and last seen.</param>
    /// <param name="log">Is told once when nothing can be written.</param>
    public ConsumerRecorder(ConsumerDirectory directory, TimeProvider clock, ILogger log)
    {
        _directory = directory;
        _clock = clock;
        _log = log;
        Tracker = new ConsumerTracker(clock, log) { Changed = Wake };
    }

    /// <summary>Knows the consumers.</summary>
    public ConsumerTracker Tracker { get; }

    /// <summary>Reads what earlier processes wrote, and writes what happens from now on.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Everyone who is known, those of earlier processes included.</summary>
    public async ValueTask<ConsumerList> ListAsync(CancellationToken cancellationToken)
    {
        await _loaded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Tracker.List();
    }

    /// <summary>The document of a consumer's schema; null when it is not kept.</summary>
    public string? FindSchema(string fingerprint) => Tracker.Schemas.Find(fingerprint) ?? _directory.FindSchema(fingerprint);

    /// <summary>Forgets a consumer, in memory and on disk.</summary>
    /// <returns>Whether it was known.</returns>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: it is connected, or its file cannot be deleted.</exception>
    public async ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken)
    {
        await _loaded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!ConsumerRecord.IsLegalName(name))
        {
            return false;
        }

        lock (_files)
        {
            bool wasKnown = Tracker.Forget(name);
            try
            {
                return _directory.DeleteMet(name) || wasKnown;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CellException(CellStatus.FailedPrecondition, $"'{name}' is forgotten until the cell restarts: {e.Message}", e) { Outcome = CallOutcome.Executed };
            }
        }
    }

    /// <summary>Writes what is left to write, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        WriteChanges(isLast: true);
    }

    private async Task RunAsync()
    {
        Load();
        ITimer? refresh = null;
        refresh = _clock.CreateTimer(
            _ =>
            {
                Tracker.Refresh();
                refresh?.Change(RefreshInterval, Timeout.InfiniteTimeSpan);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        refresh.Change(RefreshInterval, Timeout.InfiniteTimeSpan);
        _loaded.SetResult();
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                WriteChanges(isLast: false);
                await Task.Delay(WriteInterval, _clock, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            await refresh.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Load()
    {
        lock (_files)
        {
            Tracker.Restore(_directory.ReadMet().Where(static file => file.Content is not null).Select(static file => file.Content!));
        }
    }

    private void WriteChanges(bool isLast)
    {
        foreach (string name in Tracker.TakeChanged(isLast))
        {
            Try(() => Write(name));
        }

        // After the consumers that refer to them: whoever removes what nobody refers to finds the reference.
        foreach ((string fingerprint, string document) in Tracker.Schemas.Pending())
        {
            Try(() => WriteSchema(fingerprint, document));
            Tracker.Schemas.Release(fingerprint);
        }
    }

    private void Write(string name)
    {
        lock (_files)
        {
            if (Tracker.Snapshot(name) is { } consumer)
            {
                _directory.WriteMet(consumer);
            }
            else
            {
                _directory.DeleteMet(name);
            }
        }
    }

    private void WriteSchema(string fingerprint, string document)
    {
        lock (_files)
        {
            if (Tracker.Refers(fingerprint))
            {
                _directory.TryWriteSchema(fingerprint, document);
            }
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_hasLogged)
            {
                _hasLogged = true;
                ServerLog.ConsumersNotWritten(_log, e.Message);
            }
        }
    }

    private void Wake()
    {
        // One waiting reader: a signal that is there already says it all.
        if (_changed.CurrentCount == 0)
        {
            _changed.Release();
        }
    }
}
