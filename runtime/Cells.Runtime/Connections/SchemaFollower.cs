using Cells.Schema;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>Follows which schema the cell at the other end of a channel has, over all the channel's connections. Safe for use by several threads.</summary>
/// <param name="contract">The contract that the client was built against.</param>
/// <param name="usage">What the client uses of it.</param>
/// <param name="log">Is told what is different.</param>
internal sealed class SchemaFollower(CellContract contract, ContractUsage usage, ILogger log)
{
    private readonly Lock _gate = new();
    private Task _raising = Task.CompletedTask;
    private string? _current;
    private string? _described;
    private Welcome? _refused;

    /// <summary>The schema is another one. Raised on the thread pool, one at a time and in order.</summary>
    public event EventHandler<CellSchemaChangedEventArgs>? Changed;

    /// <summary>The server of a connection goes on serving it for a while after another has come in its place, which does not fit this client for all that the server knows.</summary>
    public event Action<ClientConnection, TimeSpan>? ServedOn;

    /// <summary>Ends when every change so far has been raised.</summary>
    public Task Drained
    {
        get
        {
            lock (_gate)
            {
                return _raising;
            }
        }
    }

    /// <summary>A connection was made.</summary>
    /// <param name="welcome">What the server said of itself.</param>
    /// <param name="plan">How its answers are read; null when both sides have one schema.</param>
    public void OnConnected(Welcome welcome, ContractPlan? plan)
    {
        bool isDescribed;
        lock (_gate)
        {
            _refused = null;
            isDescribed = _described == welcome.Fingerprint;
            _described = welcome.Fingerprint;
        }

        See(welcome.ServerName, welcome.ServerVersion, welcome.Fingerprint);
        if (plan is not null && !isDescribed && log.IsEnabled(LogLevel.Warning))
        {
            // Another comparison, for people: the connection does not wait for it.
            Task.Run(() => Describe(welcome, plan));
        }
    }

    /// <summary>The schemas do not fit; of several places, another may.</summary>
    public void OnRefused(Welcome welcome)
    {
        lock (_gate)
        {
            _refused = welcome;
        }
    }

    /// <summary>No place fits: what refused is what is there.</summary>
    public void OnFailed()
    {
        Welcome? refused;
        lock (_gate)
        {
            (refused, _refused) = (_refused, null);
        }

        if (refused is not null)
        {
            See(refused.ServerName, refused.ServerVersion, refused.Fingerprint);
        }
    }

    /// <summary>The server says what comes in its place.</summary>
    public void OnSignal(ClientConnection connection, SignalBody signal)
    {
        if (signal.Kind != SignalKind.SchemaChanged || !ConsumerRecord.IsFingerprint(signal.Fingerprint))
        {
            return;
        }

        string cell = connection.Welcome.ServerName;
        if (See(cell, signal.Version, signal.Fingerprint))
        {
            ChannelLog.SchemaAnnounced(log, cell, signal.Version, Short(signal.Fingerprint));
        }

        if (signal.ServedFor is TimeSpan time && connection.TryMarkServedOn())
        {
            ServedOn?.Invoke(connection, time);
        }
    }

    private bool See(string cell, string version, string fingerprint)
    {
        lock (_gate)
        {
            (string? before, _current) = (_current, fingerprint);
            if (before is null || before == fingerprint)
            {
                return false;
            }

            CellSchemaChangedEventArgs change = new(cell, version, fingerprint, fingerprint == contract.Fingerprint);
            _raising = _raising.ContinueWith(_ => Raise(change), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return true;
        }
    }

    private void Raise(CellSchemaChangedEventArgs change)
    {
        try
        {
            Changed?.Invoke(this, change);
        }
        catch (Exception e)
        {
            ChannelLog.HandlerFailed(log, e);
        }
    }

    private void Describe(Welcome welcome, ContractPlan plan)
    {
        IReadOnlyList<RefusalFinding> findings = plan.FindChanges(usage);
        if (findings.Count == 0)
        {
            ChannelLog.SchemaDiffers(log, welcome.ServerName, welcome.ServerVersion, Short(welcome.Fingerprint));
            return;
        }

        const int Most = 20;
        IEnumerable<string> lines = findings.Take(Most).Select(static finding => $"\n  {finding}");
        string more = findings.Count > Most ? $"\n  and {findings.Count - Most} more" : "";
        ChannelLog.UsedSchemaDiffers(log, welcome.ServerName, welcome.ServerVersion, Short(welcome.Fingerprint), string.Concat(lines) + more);
    }

    private static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;
}
