using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.History;
using Cells.Cli.Output;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema history</c>: which versions of a cell's schema were released, and which it promises to serve.</summary>
internal sealed class SchemaHistoryCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");

    public SchemaHistoryCommand(ToolTerminal terminal)
        : base(
            terminal,
            "history",
            "Lists the frozen versions of a cell's schema, what each demanded of the version before it, and whether [schema] accepts promises to serve it.",
            "cells schema history orders",
            "cells schema history orders --json")
        => Arguments.Add(_directory);

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/schema-history.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        CellExport export = CellExport.Read(cell);
        IReadOnlyList<HistoryRow> rows = await HistoryRow.ReadAsync(cell, export, cancellationToken);
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject
            {
                ["cell"] = cell.Name,
                ["accepts"] = cell.Manifest.Schema.Accepts?.ToString(),
                ["versions"] = new JsonArray([.. rows.Select(ToJson)]),
            });
        }
        else
        {
            WriteTable(cell, rows, output);
            if (export.Problem is { } problem)
            {
                output.WriteProse($"What is built is not listed: {problem.ToText()}");
            }
        }

        // What cannot be read is shown in its row, and yet the answer is not whole.
        return rows.Any(static row => row.IsUnreadable) ? ExitCode.Undecided : ExitCode.Ok;
    }

    private static void WriteTable(CellNode cell, IReadOnlyList<HistoryRow> rows, ToolOutput output)
    {
        if (rows.Count == 0)
        {
            output.WriteProse($"{DisplayPath.Of(cell.Directory.Path)} has no frozen version. Keep one with: cells schema freeze {DisplayPath.Of(cell.Directory.Path)}");
            return;
        }

        TextTable table = new("VERSION", "FINGERPRINT", "STEP", "PROMISED", "NOTE");
        foreach (HistoryRow row in rows)
        {
            table.Add([row.Version, row.Fingerprint is { } fingerprint ? fingerprint[..12] : "-", row.Step?.ToString().ToLowerInvariant() ?? "-", row.IsPromised ? "yes" : "no", row.Note]);
        }

        table.WriteTo(output);
    }

    private static JsonObject ToJson(HistoryRow row) => new()
    {
        ["version"] = row.Version,
        ["file"] = row.File,
        ["fingerprint"] = row.Fingerprint,
        ["step"] = row.Step?.ToString().ToLowerInvariant(),
        ["isPromised"] = row.IsPromised,
        ["isCurrent"] = row.IsCurrent,
        ["isUnreadable"] = row.IsUnreadable,
        ["note"] = row.Note.Length == 0 ? null : row.Note,
    };
}
