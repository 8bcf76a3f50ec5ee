using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Diagnosis;
using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Commands;

/// <summary><c>cells doctor</c>: what is wrong with a machine and its cells, and what mends it.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly CellsArgument _directories = new();

    public DoctorCommand(ToolTerminal terminal)
        : base(
            terminal,
            "doctor",
            "Looks for what keeps cells from building, starting or answering, and names the command that mends it.",
            "cells doctor",
            "cells doctor samples/storefront --json")
        => Arguments.Add(_directories);

    public override JsonOutput Json { get; } = JsonOutput.Document("doctor-report.json");

    public override IReadOnlyDictionary<int, string> ExitCodes { get; } = new Dictionary<int, string>
    {
        [ExitCode.Ok] = "no errors; there may be warnings",
        [ExitCode.No] = "errors",
    };

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellDirectory[] cells = _directories.FindIn(parsed);
        Diagnosis.Diagnosis[] diagnoses =
        [
            await MachineChecks.OfMachine.RunAsync(cancellationToken),
            .. await Task.WhenAll(cells.Select(cell => CellChecks.RunAsync(cell, cancellationToken))),
        ];
        if (output.IsJson)
        {
            output.WriteJson(DiagnosisReport.ToJson(diagnoses));
        }
        else
        {
            DiagnosisReport.WriteText(diagnoses, output);
        }

        return DiagnosisReport.Count(diagnoses, Severity.Error) > 0 ? ExitCode.No : ExitCode.Ok;
    }
}
