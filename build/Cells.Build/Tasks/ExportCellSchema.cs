using System.Collections.Immutable;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Writes the schema of a compiled cell to its <c>cache/schema.json</c>.</summary>
public sealed class ExportCellSchema : CellTask
{
    // What the stamp says when there is nothing to export, so that no one looks for the file.
    private const string None = "none";

    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The compiled assembly.</summary>
    [Required]
    public string AssemblyFile { get; set; } = string.Empty;

    /// <summary>The file whose timestamp says when the export was last right.</summary>
    [Required]
    public string Stamp { get; set; } = string.Empty;

    private protected override void Run()
    {
        ImmutableArray<ExportedContract> contracts = AssemblySchemaReader.Read(Path.GetFullPath(AssemblyFile, ProjectDirectory));
        if (contracts.Length > 1)
        {
            throw new BuildProblemException(
                DiagnosticIds.SeveralContracts,
                $"A cell has one class marked [Cell], and this project has '{contracts[0].Contract}' and '{contracts[1].Contract}'. Move one of them to a cell of its own.",
                CellPaths.Manifest(ProjectDirectory));
        }

        string path = CellPaths.Export(ProjectDirectory);
        if (contracts.IsEmpty)
        {
            // A consumer must not find the contract of a class that is gone.
            AtomicFile.Delete(path);
        }
        else if (AtomicFile.WriteIfDifferent(path, contracts[0].Schema))
        {
            Say($"cells: exported {contracts[0].Contract} {SchemaFile.Short(contracts[0].Fingerprint)} to '{Path.GetRelativePath(ProjectDirectory, path)}'");
        }

        AtomicFile.Write(Path.GetFullPath(Stamp, ProjectDirectory), contracts.IsEmpty ? None : contracts[0].Fingerprint);
    }
}
