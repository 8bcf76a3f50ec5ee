using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Holds a compiled cell to whom the build gathered, once more: the analyzers say it earlier and at the declaration, but a project may turn them off.</summary>
public sealed class CheckCellGate : CellTask
{
    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary>The compiled assembly.</summary>
    [Required]
    public string AssemblyFile { get; set; } = string.Empty;

    /// <summary>The file whose timestamp says when the cell last passed.</summary>
    [Required]
    public string Stamp { get; set; } = string.Empty;

    private protected override void Run()
    {
        GateFolder folder = new(Path.GetFullPath(IntermediatePath, ProjectDirectory));
        if (folder.Read() is { } gate)
        {
            Check(gate, folder);
        }

        if (!Log.HasLoggedErrors)
        {
            AtomicFile.Write(Path.GetFullPath(Stamp, ProjectDirectory), string.Empty);
        }
    }

    private void Check(GateDocument gate, GateFolder folder)
    {
        ImmutableArray<ExportedContract> contracts = AssemblySchemaReader.Read(Path.GetFullPath(AssemblyFile, ProjectDirectory));
        if (contracts is not [ExportedContract contract] || SchemaDocument.Read(contract.Schema).Schema is not { } current)
        {
            // None or several: the export says so.
            return;
        }

        string breaks = Path.Combine(ProjectDirectory, AcceptedBreaks.FileName);
        AcceptedBreaks accepted = (SchemaFile.TextOrNull(breaks) is { } text ? AcceptedBreaks.Read(text).Breaks : null) ?? AcceptedBreaks.None;
        GateReport report = CompatibilityGate.Judge(current, gate, folder.ReadSchema, folder.ReadRecord, accepted);
        string manifest = CellPaths.Manifest(ProjectDirectory);
        foreach (GateFinding found in report.Findings.Where(static found => found.Finding.Verdict == Verdict.Breaking))
        {
            LogError(new BuildProblem(found.Finding.Rule.Id, found.Message, manifest));
        }

        foreach (CompatibilityFinding finding in report.Policy.Where(static finding => finding.Verdict == Verdict.Breaking))
        {
            LogError(new BuildProblem(finding.Rule.Id, finding.Message, manifest));
        }
    }
}
