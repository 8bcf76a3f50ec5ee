using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.Instances;

namespace Cells.Cli.Top;

/// <summary>What the cells of a mesh do: one look at all of them.</summary>
/// <param name="Time">When it was taken.</param>
/// <param name="Cells">The cells, by path.</param>
internal sealed record MeshLoad(DateTimeOffset Time, IReadOnlyList<LoadOfCell> Cells)
{
    /// <summary>The form that docs/schema/tool/top.json describes.</summary>
    public JsonObject ToJson() => new()
    {
        ["time"] = Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["cells"] = new JsonArray([.. Cells.Select(static cell => cell.ToJson())]),
    };
}

/// <summary>What a cell does.</summary>
/// <param name="Name">The cell's name.</param>
/// <param name="Directory">Its directory.</param>
/// <param name="Condition">Whether it runs.</param>
/// <param name="Replicas">Its processes; none when it does not run.</param>
internal sealed record LoadOfCell(string Name, string Directory, CellCondition Condition, IReadOnlyList<LoadOfReplica> Replicas)
{
    public JsonObject ToJson() => new()
    {
        ["cell"] = Name,
        ["directory"] = Directory,
        ["state"] = CellFacts.Name(Condition),
        ["replicas"] = new JsonArray([.. Replicas.Select(static replica => replica.ToJson())]),
    };
}

/// <summary>What a process of a cell does.</summary>
/// <param name="Process">The process, and what it said.</param>
/// <param name="Rates">What it did since the look before; null where it said nothing.</param>
internal sealed record LoadOfReplica(ProcessReading Process, ReplicaRates? Rates)
{
    /// <summary>How it stands, in a word.</summary>
    public string State => Rates is not null ? "running" : Process.Problem is not null ? "silent" : "draining";

    public JsonObject ToJson()
    {
        JsonObject replica = new()
        {
            ["replica"] = Process.Replica,
            ["pid"] = Process.ProcessId == 0 ? null : Process.ProcessId,
            ["state"] = State,
            ["uptimeSeconds"] = (long?)Process.Load?.Uptime.TotalSeconds,
            ["callsPerSecond"] = Rounded(Rates?.CallsPerSecond),
            ["p50Ms"] = Rounded(Rates?.Median?.TotalMilliseconds),
            ["p99Ms"] = Rounded(Rates?.Percentile99?.TotalMilliseconds),
            ["errorsPerSecond"] = Rounded(Rates?.ErrorsPerSecond),
            ["inflight"] = Process.Load?.Inflight,
            ["connections"] = Process.Load?.Connections,
            ["memoryBytes"] = Process.Load?.Memory,
            ["processors"] = Rounded(Rates?.Processors),
            ["calls"] = Process.Load?.Calls,
            ["errors"] = Process.Load?.Errors,
        };
        if (Process.Problem is { } problem)
        {
            replica["note"] = problem;
        }

        return replica;
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
