using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells down</c>: stops a mesh.</summary>
internal sealed class DownCommand : ToolCommand
{
    private readonly CellsArgument _directories = new();

    private readonly TimeoutOption _timeout = new("How long calls in flight may take to end before a cell is killed.", TimeSpan.FromSeconds(35));

    public DownCommand(ToolTerminal terminal)
        : base(
            terminal,
            "down",
            "Stops cells and all that they depend on, each after those that call it. A cell that was not named stays while others are connected to it.",
            "cells down samples/storefront",
            "cells down ./catalog ./pricing --timeout 5s",
            "cells down --json")
    {
        Arguments.Add(_directories);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/down.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellGraph graph = _directories.GraphIn(parsed);
        Progress progress = Progress.For(output);
        IReadOnlyList<CellStop> stops = [];
        await progress.ShowAsync(async () => stops = await new MeshStop(graph, _timeout.Of(parsed), progress).StopAsync(cancellationToken));
        CellStop[] failed = [.. stops.Where(static stop => stop.Outcome == StopOutcome.Failed)];
        ToolFailure? failure = failed.Length == 0 ? null : new ToolFailure(failed[0].Failure!.ExitCode, $"{string.Join(", ", failed.Select(static stop => stop.Cell.Name))} did not stop.")
        {
            Details = [.. failed.Select(static stop => stop.Failure!.Message)],
        };
        return MeshReport.Write(output, stops.Select(ToJson), failure, $"{stops.Count(static stop => stop.Outcome is StopOutcome.Stopped or StopOutcome.Killed)} stopped");
    }

    private static JsonObject ToJson(CellStop stop)
    {
        JsonObject document = MeshReport.ToJson(stop.Cell, Word(stop.Outcome), stop.Failure);
        if (stop.ProcessId is { } processId)
        {
            document["pid"] = processId;
        }

        return document;
    }

    private static string Word(StopOutcome outcome) => outcome switch
    {
        StopOutcome.Stopped => "stopped",
        StopOutcome.Killed => "killed",
        StopOutcome.NotRunning => "not-running",
        StopOutcome.InUse => "in-use",
        _ => "failed",
    };
}
