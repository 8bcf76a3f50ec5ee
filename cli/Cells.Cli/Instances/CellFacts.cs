using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Directories;

namespace Cells.Cli.Instances;

/// <summary>A cell as JSON, the same in every command.</summary>
internal static class CellFacts
{
    public static JsonObject ToJson(CellInstance instance, string name, TimeProvider time)
    {
        JsonObject document = new()
        {
            ["cell"] = name,
            ["directory"] = instance.Directory.Path,
            ["state"] = Name(instance.Condition),
        };
        if (instance.State is { } state)
        {
            if (state.ProcessId != 0)
            {
                document["pid"] = state.ProcessId;
                document["startTime"] = state.StartTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
                document["uptimeSeconds"] = Math.Max(0, (long)(time.GetUtcNow() - state.StartTime).TotalSeconds);
            }

            document["startedBy"] = state.StartedBy;
            document["binary"] = state.Binary;
            if (state.NucleusId != 0)
            {
                document["nucleus"] = state.NucleusId;
                document["build"] = state.Build;
                document["processes"] = new JsonArray([.. state.Processes.Select(ToJson)]);
            }
        }

        if (instance.Answer is { } answer)
        {
            document["version"] = answer.Version;
            document["contract"] = answer.Contract;
            document["fingerprint"] = answer.Fingerprint;
            document["socket"] = instance.Directory.SocketPath;
        }

        if (instance.Note is not null)
        {
            document["note"] = instance.Note;
        }

        return document;
    }

    public static string Name(CellCondition condition) => condition switch
    {
        CellCondition.Running => "running",
        CellCondition.Silent => "silent",
        CellCondition.Idle => "idle",
        CellCondition.Starting => "starting",
        CellCondition.Restarting => "restarting",
        CellCondition.Failing => "failing",
        CellCondition.Stopping => "stopping",
        _ => "stopped",
    };

    private static JsonObject ToJson(KeptProcessState process) => new()
    {
        ["pid"] = process.ProcessId,
        ["replica"] = process.Replica,
        ["build"] = process.Build,
        ["draining"] = process.IsDraining,
    };
}
