using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Commands;

/// <summary><c>cells ps</c>: which cells there are, and which run.</summary>
internal sealed class PsCommand : ToolCommand
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private readonly CellsArgument _directories = new();

    public PsCommand(ToolTerminal terminal)
        : base(terminal, "ps", "Lists the cells below a directory and their state.", "cells ps", "cells ps samples --json")
        => Arguments.Add(_directories);

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/ps.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellDirectory[] cells = _directories.FindIn(parsed);
        CellInstance[] instances = await Task.WhenAll(cells.Select(cell => CellInstance.ProbeAsync(cell, ProbeTimeout, cancellationToken)));
        if (output.IsJson)
        {
            output.WriteJson(new JsonArray([.. instances.Select(instance => CellFacts.ToJson(instance, NameOf(instance), TimeProvider.System))]));
        }
        else if (instances.Length == 0)
        {
            output.WriteProse($"No cells: there is no {CellManifest.FileName} in or below {string.Join(", ", parsed.GetValue(_directories) is { Length: > 0 } named ? named : [Environment.CurrentDirectory])}.");
        }
        else
        {
            TextTable table = new("CELL", "STATE", "PID", "VERSION", "UPTIME", "FINGERPRINT", "DIRECTORY", "NOTE");
            foreach (CellInstance instance in instances)
            {
                table.Add(Row(instance));
            }

            table.WriteTo(output);
        }

        return ExitCode.Ok;
    }

    private static string[] Row(CellInstance instance) =>
    [
        NameOf(instance),
        CellFacts.Name(instance.Condition),
        Processes(instance.State),
        instance.Answer?.Version ?? "-",
        instance.State is { ProcessId: not 0 } state ? Format(TimeProvider.System.GetUtcNow() - state.StartTime) : "-",
        instance.Answer is { Fingerprint.Length: >= 12 } answer ? answer.Fingerprint[..12] : "-",
        Path.GetRelativePath(Environment.CurrentDirectory, instance.Directory.Path),
        instance.Note ?? "",
    ];

    private static string Processes(CellState? state) => state switch
    {
        null => "-",
        { Processes: [_, _, ..] several } => string.Join(',', several.Where(static process => !process.IsDraining).Select(static process => process.ProcessId.ToString(CultureInfo.InvariantCulture))),
        { ProcessId: 0 } => "-",
        _ => state.ProcessId.ToString(CultureInfo.InvariantCulture),
    };

    private static string NameOf(CellInstance instance) => CellNames.Of(instance.Directory);

    private static string Format(TimeSpan uptime) => uptime switch
    {
        { TotalDays: >= 1 } => $"{uptime.Days}d{uptime.Hours}h",
        { TotalHours: >= 1 } => $"{uptime.Hours}h{uptime.Minutes}m",
        { TotalMinutes: >= 1 } => $"{uptime.Minutes}m{uptime.Seconds}s",
        _ => $"{Math.Max(0, uptime.Seconds)}s",
    };
}
