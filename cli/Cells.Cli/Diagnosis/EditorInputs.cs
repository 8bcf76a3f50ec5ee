using Cells.Build;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Snapshots;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Diagnosis;

/// <summary>Whether an editor sees the dependencies of a cell as they are: it generates from what the last build put into <c>obj/</c>, and asks nobody.</summary>
internal static class EditorInputs
{
    private const string Check = "editor";

    /// <summary>Running cells are asked for no longer, all together.</summary>
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Compares what is in <c>obj/</c> with what a build would take now.</summary>
    public static async Task<IEnumerable<Finding>> CheckAsync(CellNode cell, CancellationToken cancellationToken)
    {
        if (cell.Manifest.Dependencies.IsEmpty || Directory.GetFiles(cell.Directory.Path, "*.csproj").Length == 0)
        {
            return [];
        }

        return [.. (await new SnapshotFinder(QueryTimeout).FindAsync(cell, cancellationToken)).Select(dependency => Compare(cell, dependency))];
    }

    private static Finding Compare(CellNode cell, DependencySnapshot dependency)
    {
        string build = $"dotnet build {DisplayPath.Argument(cell.Directory.Path)}";
        if (dependency.Problem is { } problem)
        {
            return Finding.Error(Check, $"{dependency.Alias}: {problem.Message}", build);
        }

        // Where nothing is built, editors take the snapshot; where nothing else is found, so does the build.
        string? now = dependency.Found?.Text ?? dependency.Committed;
        string? seen = FindInput(cell.Directory.Path, dependency.Alias) ?? dependency.Committed;
        return seen is null ? Finding.Warning(Check, $"{dependency.Alias}: was never resolved, and an editor shows no client of it", build)
            : seen == now ? Finding.Ok(Check, $"{dependency.Alias}: an editor sees it as it is")
            : Finding.Warning(Check, $"{dependency.Alias}: has another schema than the last build saw, which is what an editor shows", build);
    }

    /// <summary>What the last build resolved, of whichever configuration it was.</summary>
    private static string? FindInput(string directory, string alias)
    {
        string objects = Path.Combine(directory, "obj");
        return Directory.Exists(objects)
            ? Directory.EnumerateDirectories(objects, "cells", SearchOption.AllDirectories)
                .Select(intermediate => new FileInfo(ResolvedFiles.SchemaPath(intermediate, alias)))
                .Where(static file => file.Exists)
                .OrderByDescending(static file => file.LastWriteTimeUtc)
                .Select(static file => SchemaFile.TextOrNull(file.FullName))
                .FirstOrDefault()
            : null;
    }
}
