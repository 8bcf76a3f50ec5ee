using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Writes the past schemas that a cell promises to serve to its <c>cache/accepted.json</c>.</summary>
public sealed class ExportAcceptedSchemas : CellTask
{
    // What the stamp says: whether anyone should look for the file.
    private const string None = "none";
    private const string Written = "written";

    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The file whose timestamp says when the promise was last right.</summary>
    [Required]
    public string Stamp { get; set; } = string.Empty;

    private protected override void Run()
    {
        VersionRange? accepts = ManifestFile.ReadOwn(ProjectDirectory).Schema.Accepts;
        IReadOnlyList<FrozenSchema> promised = HistoryFiles.ReadPromised(ProjectDirectory, accepts);
        string path = CellPaths.Accepted(ProjectDirectory);
        if (promised.Count == 0)
        {
            AtomicFile.Delete(path);
        }
        else if (AtomicFile.WriteIfDifferent(path, AcceptedSchemas.Write(accepts!, promised)))
        {
            string versions = string.Join(", ", promised.Select(static frozen => frozen.Version));
            Say($"cells: promised {versions} in '{Path.GetRelativePath(ProjectDirectory, path)}'");
        }

        AtomicFile.Write(Path.GetFullPath(Stamp, ProjectDirectory), promised.Count == 0 ? None : Written);
    }
}
