using Cells.Connections;
using Cells.Telemetry;

namespace Cells.Hosting;

/// <summary>What every cell answers about itself: the system contract.</summary>
internal sealed partial class CellSystem(CellContract contract, string version, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private CellServer? _server;

    /// <summary>The canonical schema document of the cell's contract.</summary>
    [Call(Idempotent = true)]
    public string Schema() => contract.Schema;

    /// <summary>How the cell is.</summary>
    [Call(Idempotent = true)]
    public CellHealth Health()
        => new(
            CellHealthStatus.Serving,
            version,
            contract.Fingerprint,
            clock.GetElapsedTime(_start),
            _server?.ConnectionCount ?? 0,
            _server?.InflightCount ?? 0);

    /// <summary>Forgets a consumer that was met and is not connected; false when it is not known.</summary>
    [Call(Idempotent = true)]
    public async ValueTask<bool> ForgetConsumerAsync(string name, CancellationToken cancellationToken)
        => _server?.Consumers is { } consumers && await consumers.ForgetAsync(name, cancellationToken).ConfigureAwait(false);

    /// <summary>What the cell does for its clients, and what it takes for that.</summary>
    [Call(Idempotent = true)]
    public CellLoad Load()
    {
        (CallCounts counts, int connections, int inflight) = _server?.ReadLoad() ?? (new CallCounts(), 0, 0);
        return new CellLoad
        {
            ProcessId = Environment.ProcessId,
            Uptime = clock.GetElapsedTime(_start),
            Connections = connections,
            Inflight = inflight,
            Errors = counts.Errors,
            StreamCalls = counts.Streams,
            Durations = counts.Durations,
            Memory = Environment.WorkingSet,
            ProcessorTime = Environment.CpuUsage.TotalTime,
        };
    }

    /// <summary>Gives the numbers of <paramref name="server"/> from now on.</summary>
    internal void Watch(CellServer server) => _server = server;
}

/// <summary>Whether a cell serves.</summary>
public enum CellHealthStatus
{
    /// <summary>It takes calls.</summary>
    Serving = 1,
}

/// <summary>How a cell is.</summary>
/// <param name="Status">Whether it serves.</param>
/// <param name="Version">The cell's version.</param>
/// <param name="Fingerprint">The fingerprint of the schema that it serves.</param>
/// <param name="Uptime">The time since it started.</param>
/// <param name="Connections">The open connections, that of this call included.</param>
/// <param name="Inflight">The calls whose handlers run, this one included.</param>
public sealed record CellHealth(CellHealthStatus Status, string Version, string Fingerprint, TimeSpan Uptime, int Connections, int Inflight);
