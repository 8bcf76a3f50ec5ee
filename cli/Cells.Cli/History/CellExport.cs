using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.History;

/// <summary>What the last build of a cell exported, if that is what its sources say.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="File">The schema; null where <paramref name="Problem"/> says why not, or the cell offers none.</param>
/// <param name="Problem">Why the schema is not to be had, and how to get it; null where it is there or the cell offers none.</param>
internal sealed record CellExport(CellNode Cell, SchemaFile? File, BuildProblem? Problem)
{
    // What Cells.targets writes when a program has no class marked [Cell].
    private const string NoContract = "none";

    private static readonly EnumerationOptions Stamps = new() { RecurseSubdirectories = true, MaxRecursionDepth = 6, IgnoreInaccessible = true };

    /// <summary>Whether the last build found no contract to export: the cell only calls others.</summary>
    public bool HasNoContract { get; private init; }

    /// <summary>Looks at <c>cache/schema.json</c>, and at the build that wrote it.</summary>
    public static CellExport Read(CellNode cell)
    {
        string directory = cell.Directory.Path;
        string path = CellPaths.Export(directory);
        string name = DisplayPath.Of(directory);
        string build = $"Build it: dotnet build {name}";
        try
        {
            (DateTime Time, string Text)? stamp = LastStamp(directory);
            if (!System.IO.File.Exists(path))
            {
                return stamp?.Text == NoContract
                    ? new CellExport(cell, null, null) { HasNoContract = true }
                    : Failed(cell, $"{name} has not been built: there is no {DisplayPath.Of(path)}. {build}");
            }

            SchemaFile file = SchemaFile.Read(path);
            if (file.Schema.Version != cell.Manifest.Version.ToString())
            {
                return Failed(cell, $"{name} was built as version {file.Schema.Version}, and its cell.toml says {cell.Manifest.Version}. {build}");
            }

            return stamp is { Time: var built } && CellSources.NewerThan(directory, built) is { } source
                ? Failed(cell, $"{name} was built before {DisplayPath.Of(source)} was last written. {build}")
                : new CellExport(cell, file, null);
        }
        catch (BuildProblemException exception)
        {
            return new CellExport(cell, null, exception.Problem);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new CellExport(cell, null, new BuildProblem(DiagnosticIds.CannotRead, $"Cannot look at {name}: {exception.Message}", directory));
        }
    }

    /// <summary>The schema, for a command that needs one.</summary>
    /// <exception cref="ToolFailure">There is none.</exception>
    public SchemaFile Require() => File ?? throw (Problem is null
        ? new ToolFailure(ExitCode.No, $"{DisplayPath.Of(Cell.Directory.Path)} offers no contract: its project has no class marked [Cell].")
        : Problem.ToFailure(ExitCode.NotFound));

    private static CellExport Failed(CellNode cell, string message)
        => new(cell, null, new BuildProblem(DiagnosticIds.NothingExported, message, cell.Directory.ManifestPath));

    /// <summary>When the last export was right, and what it was; null where the intermediate output lies elsewhere, so that nothing tells.</summary>
    private static (DateTime Time, string Text)? LastStamp(string directory)
    {
        string intermediate = Path.Combine(directory, "obj");
        FileInfo? last = Directory.Exists(intermediate)
            ? new DirectoryInfo(intermediate).EnumerateFiles("export.stamp", Stamps).MaxBy(static file => file.LastWriteTimeUtc)
            : null;
        return last is null ? null : (last.LastWriteTimeUtc, SchemaFile.TextOrNull(last.FullName) ?? "");
    }
}
