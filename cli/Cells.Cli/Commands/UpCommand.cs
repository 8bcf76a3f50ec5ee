using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells up</c>: builds and starts a mesh.</summary>
internal sealed class UpCommand : ToolCommand
{
    private readonly CellsArgument _directories = new();

    private readonly BuildOptions _build;
    private readonly TimeoutOption _timeout = new("How long each cell may take until it answers.", TimeSpan.FromSeconds(30));

    public UpCommand(ToolTerminal terminal)
        : base(
            terminal,
            "up",
            "Builds and starts cells and all that they depend on, each after those that it calls, and leaves them running.",
            "cells up samples/storefront",
            "cells up ./catalog ./pricing -c Release",
            "cells up --no-build --json")
    {
        Arguments.Add(_directories);
        _build = new BuildOptions(this, "Start what was built last.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/up.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellGraph graph = _directories.GraphIn(parsed);
        using CellBuilder builder = _build.CreateBuilder(parsed);
        Progress progress = Progress.For(output);
        MeshStart mesh = new(graph, builder, new CellStarter("cells up", _timeout.Of(parsed)), progress, output.WriteWarning) { GoesOn = true };
        try
        {
            await progress.ShowAsync(() => mesh.StartAsync(cancellationToken));
        }
        catch
        {
            // Ctrl+C, or a bug: nothing of this command is left.
            await mesh.StopAsync();
            throw;
        }

        (CellNode Cell, CellStart Start)[] results = [.. mesh.Results];
        ToolFailure? failure = Failure(results);
        return MeshReport.Write(
            output, results.Select(static result => ToJson(result.Cell, result.Start)), failure, $"{Count(results, StartOutcome.Started)} started, {Count(results, StartOutcome.WasRunning)} ran already");
    }

    private static ToolFailure? Failure((CellNode Cell, CellStart Start)[] results)
    {
        (CellNode Cell, CellStart Start)[] failed = [.. results.Where(static result => result.Start.Outcome == StartOutcome.Failed)];
        if (failed.Length == 0)
        {
            return null;
        }

        string[] started = [.. results.Where(static result => result.Start.Outcome == StartOutcome.Started).Select(static result => DisplayPath.Argument(result.Cell.Directory.Path))];
        string[] skipped = [.. results.Where(static result => result.Start.Outcome == StartOutcome.Skipped).Select(static result => result.Cell.Name)];
        string rest = skipped.Length == 0 ? "" : $", and so {string.Join(", ", skipped)} {(skipped.Length == 1 ? "was" : "were")} not started";
        ToolFailure first = failed[0].Start.Failure!;
        return new ToolFailure(first.ExitCode, $"{string.Join(", ", failed.Select(static result => result.Cell.Name))} did not start{rest}.", first)
        {
            Details = [.. failed.SelectMany(static result => result.Start.Failure!.Details.Prepend(result.Start.Failure.Message))],
            Place = first.Place,
            Hint = started.Length == 0 ? null : $"This command started {string.Join(", ", started)}: stop that with `cells down {string.Join(' ', started)}`.",
        };
    }

    private static JsonObject ToJson(CellNode cell, CellStart start)
    {
        JsonObject document = MeshReport.ToJson(cell, Word(start.Outcome), start.Failure);
        if (start.Instance is { } instance)
        {
            document["pid"] = instance.State?.ProcessId;
            document["version"] = instance.Answer?.Version;
            document["socket"] = instance.Directory.SocketPath;
        }

        return document;
    }

    private static int Count((CellNode Cell, CellStart Start)[] results, StartOutcome outcome) => results.Count(result => result.Start.Outcome == outcome);

    private static string Word(StartOutcome outcome) => outcome switch
    {
        StartOutcome.Started => "started",
        StartOutcome.WasRunning => "was-running",
        StartOutcome.Program => "program",
        StartOutcome.Failed => "failed",
        _ => "skipped",
    };
}
