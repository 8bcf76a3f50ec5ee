using System.Text.Json.Nodes;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Control;
using Cells.Directories;
using Duration = Cells.Schema.Duration;

namespace Cells.Cli.Commands;

/// <summary>What <c>cells restart</c> and <c>cells rollback</c> say of a build that was put in the place of another.</summary>
internal static class ReplacementOutput
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Tells what runs now and whom it does not fit.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="replacement">What was done.</param>
    /// <param name="done">The same in a word.</param>
    /// <param name="waits">Whether to wait until the processes before have ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task WriteAsync(ToolOutput output, CellNode cell, CellReplacement replacement, string done, bool waits, CancellationToken cancellationToken)
    {
        WriteProse(output, cell, replacement, done);
        if (waits && FindDraining(cell) is { Length: > 0 } draining)
        {
            output.WriteProse($"{cell.Name}: waiting until {(draining.Length == 1 ? $"process {draining[0]} has" : $"processes {string.Join(", ", draining)} have")} ended, at most {Duration.Format(replacement.DrainTimeout)} (drain_timeout)");
            while (FindDraining(cell).Length > 0)
            {
                await Task.Delay(LookInterval, cancellationToken);
            }
        }

        if (output.IsJson)
        {
            JsonObject document = CellFacts.ToJson(replacement.Instance, cell.Name, TimeProvider.System);
            if (replacement.Misfits.Count > 0)
            {
                document["servedOn"] = new JsonArray([.. replacement.Misfits.Select(ToJson)]);
                document["drainSeconds"] = (long)replacement.DrainTimeout.TotalSeconds;
            }

            output.WriteJson(document);
        }
    }

    private static void WriteProse(ToolOutput output, CellNode cell, CellReplacement replacement, string done)
    {
        CellInstance instance = replacement.Instance;
        output.WriteProse(replacement.Report is null
            ? $"{cell.Name}: has been told; `cells ps` shows what becomes of it"
            : $"{cell.Name}: {done} (pid {instance.State?.ProcessId}), version {instance.Answer?.Version}, build {instance.State?.Build}");
        foreach (ClientMisfit client in replacement.Misfits)
        {
            string connections = client.Connections == 1 ? "" : $" ({client.Connections} connections)";
            string time = Duration.Format(replacement.DrainTimeout);
            output.WriteWarning(PrintableText.Of($"{cell.Name}: {client.Name} {client.Version}{connections} does not fit it, and is served by the process before for at most {time}: {client.Findings.FirstOrDefault()}"));
        }
    }

    private static int[] FindDraining(CellNode cell)
        => [.. CellState.Read(cell.Directory)?.Processes.Where(static process => process.IsDraining).Select(static process => process.ProcessId) ?? []];

    private static JsonObject ToJson(ClientMisfit client) => new()
    {
        ["name"] = client.Name,
        ["version"] = client.Version,
        ["connections"] = client.Connections,
        ["findings"] = new JsonArray([.. client.Findings.Select(static finding => JsonValue.Create(finding))]),
    };
}
