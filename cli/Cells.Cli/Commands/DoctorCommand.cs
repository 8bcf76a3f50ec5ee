using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Diagnosis;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Commands;

/// <summary><c>cells doctor</c>: what is wrong with a machine and its cells, and what mends it.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly Argument<string[]> _directories = new("dir")
    {
        Description = "Cells, or trees of cells; the current directory where absent.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public DoctorCommand(ToolTerminal terminal)
        : base(
            terminal,
            "doctor",
            "Looks for what keeps cells from building, starting or answering, and names the command that mends it.",
            "cells doctor",
            "cells doctor samples/storefront --json")
        => Arguments.Add(_directories.CompletesCells());

    public override JsonOutput Json { get; } = JsonOutput.Document("doctor-report.json");

    public override IReadOnlyDictionary<int, string> ExitCodes { get; } = new Dictionary<int, string>
    {
        [ExitCode.Ok] = "no errors; there may be warnings",
        [ExitCode.No] = "errors",
    };

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string[] roots = parsed.GetValue(_directories) is { Length: > 0 } named ? named : ["."];
        if (Array.Find(roots, root => !Directory.Exists(root)) is { } missing)
        {
            throw new ToolFailure(ExitCode.NotFound, $"There is no directory {Path.GetFullPath(missing)}.");
        }

        CellDirectory[] cells = [.. roots.SelectMany(CellFinder.Find).DistinctBy(static cell => cell.Path)];
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
