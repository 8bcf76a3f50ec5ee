using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Hosting;

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
/// <param name="Replicas">Its processes; none when it does not run, or does not say.</param>
/// <param name="Problem">Why there may be fewer than there are; null for no reason.</param>
internal sealed record LoadOfCell(string Name, string Directory, IReadOnlyList<ReplicaRates> Replicas, string? Problem)
{
    public JsonObject ToJson()
    {
        JsonObject cell = new()
        {
            ["cell"] = Name,
            ["directory"] = Directory,
            ["state"] = Replicas.Count > 0 ? "running" : Problem is null ? "stopped" : "silent",
            ["replicas"] = new JsonArray([.. Replicas.Select(ToJson)]),
        };
        if (Problem is not null)
        {
            cell["note"] = Problem;
        }

        return cell;
    }

    private static JsonObject ToJson(ReplicaRates replica)
    {
        CellLoad load = replica.Load;
        return new JsonObject
        {
            ["pid"] = load.ProcessId,
            ["uptimeSeconds"] = (long)load.Uptime.TotalSeconds,
            ["callsPerSecond"] = Rounded(replica.CallsPerSecond),
            ["p50Ms"] = Rounded(replica.Median?.TotalMilliseconds),
            ["p99Ms"] = Rounded(replica.Percentile99?.TotalMilliseconds),
            ["errorsPerSecond"] = Rounded(replica.ErrorsPerSecond),
            ["inflight"] = load.Inflight,
            ["connections"] = load.Connections,
            ["memoryBytes"] = load.Memory,
            ["processors"] = Rounded(replica.Processors),
            ["calls"] = load.Calls,
            ["errors"] = load.Errors,
        };
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
