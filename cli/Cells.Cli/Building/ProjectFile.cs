using Cells.Cli.CommandLine;
using Cells.Cli.Graph;

namespace Cells.Cli.Building;

/// <summary>Finds the project that builds a cell.</summary>
internal static class ProjectFile
{
    /// <summary>The only project file beside the manifest.</summary>
    /// <exception cref="ToolFailure">There is none, or more than one.</exception>
    public static string Find(CellNode cell)
    {
        string[] projects = [.. Directory.EnumerateFiles(cell.Directory.Path, "*.csproj").Order(StringComparer.Ordinal)];
        return projects switch
        {
            [string project] => project,
            [] => throw new ToolFailure(
                ExitCode.No, $"{cell.Directory.Path} has no project: put one .csproj beside cell.toml, or name a built program as `binary` in [cell]."),
            _ => throw new ToolFailure(
                ExitCode.No,
                $"{cell.Directory.Path} has {projects.Length} projects, and a cell has one: {string.Join(", ", projects.Select(Path.GetFileName))}."),
        };
    }
}
