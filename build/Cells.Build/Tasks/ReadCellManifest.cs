using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Checks the <c>cell.toml</c> beside a project before anything relies on it.</summary>
public sealed class ReadCellManifest : CellTask
{
    /// <summary>The project file; its directory holds the <c>cell.toml</c>.</summary>
    [Required]
    public string ProjectFile { get; set; } = string.Empty;

    private protected override void Run()
    {
        string directory = Path.GetDirectoryName(ProjectFile)!;
        foreach (ManifestError error in ManifestFile.Read(directory)?.Errors ?? [])
        {
            LogError(new BuildProblem(error.Id, error.Message, error.Path, error.Line, error.Column));
        }

        if (CellPaths.ProjectFiles(directory) is { Length: > 1 } projects)
        {
            throw new BuildProblemException(CandidateReader.SeveralProjects(directory, projects));
        }
    }
}
