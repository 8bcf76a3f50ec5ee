using Cells.Connections;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>Finds where a dependency of <c>cell.toml</c> is reached.</summary>
internal static class DependencyTarget
{
    /// <summary>Resolves the dependency named <paramref name="alias"/> of the cell in <paramref name="directory"/>.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the manifest cannot be read or names no such dependency.</exception>
    public static (ChannelTarget Target, CellChannelOptions Options) Resolve(CellDirectory directory, string alias)
    {
        CellManifest manifest = directory.ReadManifest();
        ManifestDependency dependency = manifest.Dependencies.FirstOrDefault(d => d.Alias == alias)
            ?? throw new CellException(
                CellStatus.FailedPrecondition,
                $"{directory.ManifestPath}: [deps] names no '{alias}'; it names: {Names(manifest)}")
            {
                Outcome = CallOutcome.NotExecuted,
            };
        List<ChannelTarget> targets =
            [.. dependency.Paths.Select(path => SocketTarget.ForDirectory(Path.Combine(directory.Path, path)))];
        ChannelTarget target = targets.Count == 1 ? targets[0] : new FirstFittingTarget(targets);
        return (target, new CellChannelOptions
        {
            ClientName = manifest.Name ?? directory.Name,
            ClientVersion = manifest.Version.ToString(),
            Limits = ManifestLimits.Of(manifest),
        });
    }

    private static string Names(CellManifest manifest)
        => manifest.Dependencies.IsEmpty ? "nothing" : string.Join(", ", manifest.Dependencies.Select(static d => d.Alias));
}
