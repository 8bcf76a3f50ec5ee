using Cells.Schema;

namespace Cells.Build;

/// <summary>Chooses the source of one dependency's schema. A decision over facts: no I/O.</summary>
/// <param name="mode">Which sources count.</param>
/// <param name="manifestPath">The consumer's manifest, for messages.</param>
/// <param name="notBuilding">Why producers are not built where they could be, as a clause; empty where nobody expects them to be.</param>
internal sealed class DependencyPlanner(SourceMode mode, string manifestPath, string notBuilding = "BuildProjectReferences is false")
{
    /// <param name="dependency">The dependency as the manifest has it.</param>
    /// <param name="candidates">Its directories, in the manifest's order.</param>
    /// <param name="snapshotExists">Whether the committed snapshot is there.</param>
    /// <exception cref="BuildProblemException">There is no source: CELL9001, CELL9002, CELL9003 or CELL9007.</exception>
    public DependencyPlan Plan(ManifestDependency dependency, IReadOnlyList<ProducerCandidate> candidates, bool snapshotExists)
    {
        List<string> reasons = [];
        bool versionRefused = false;
        if (mode != SourceMode.Snapshot)
        {
            foreach (ProducerCandidate candidate in candidates)
            {
                if (mode is SourceMode.Auto or SourceMode.Live && PlanLive(dependency, candidate, reasons, ref versionRefused) is { } live)
                {
                    return live;
                }

                if (mode is SourceMode.Auto or SourceMode.Exported && PlanExported(dependency, candidate, reasons, ref versionRefused) is { } exported)
                {
                    return exported;
                }
            }
        }

        if (mode is SourceMode.Auto or SourceMode.Snapshot && snapshotExists)
        {
            return new DependencyPlan(SchemaSource.Snapshot, null, Build: false, string.Join("; ", reasons));
        }

        throw new BuildProblemException(Explain(dependency, candidates, reasons, versionRefused));
    }

    private static bool Satisfies(ManifestDependency dependency, SemanticVersion? version)
        => dependency.Version is not { } range || version is null || range.Contains(version);

    private static DependencyPlan? PlanLive(ManifestDependency dependency, ProducerCandidate candidate, List<string> reasons, ref bool versionRefused)
    {
        switch (candidate.Live)
        {
            case LiveAnswer.Running running when SemanticVersion.TryParse(running.Version, out SemanticVersion version) && !Satisfies(dependency, version):
                versionRefused = true;
                reasons.Add($"version {running.Version} of it runs in '{candidate.Directory}', which '{dependency.Version}' does not accept");
                return null;
            case LiveAnswer.Running:
                return new DependencyPlan(SchemaSource.Live, candidate, Build: false, string.Empty);
            case LiveAnswer.Failed failed:
                reasons.Add($"the cell in '{candidate.Directory}' runs but gave no schema: {failed.Reason}");
                return null;
            default:
                return null;
        }
    }

    private DependencyPlan? PlanExported(ManifestDependency dependency, ProducerCandidate candidate, List<string> reasons, ref bool versionRefused)
    {
        if (!candidate.Exists)
        {
            reasons.Add($"there is no directory '{candidate.Directory}'");
            return null;
        }

        if (candidate.ProjectFile is not null && !Satisfies(dependency, candidate.SourceVersion))
        {
            versionRefused = true;
            reasons.Add($"'{candidate.Directory}' has version {candidate.SourceVersion}, which '{dependency.Version}' does not accept");
            return null;
        }

        if (candidate.ProjectFile is not null && candidate.MayBuild)
        {
            return new DependencyPlan(SchemaSource.Exported, candidate, Build: true, string.Join("; ", reasons));
        }

        string unbuilt = candidate switch
        {
            _ when notBuilding.Length == 0 => string.Empty,
            { ProjectFile: null } => $"'{candidate.Directory}' has no project file",
            { Cycle.Count: > 0 } => "it is part of a cycle",
            _ => notBuilding,
        };
        if (candidate.IsExported)
        {
            if (unbuilt.Length > 0)
            {
                reasons.Add($"as last exported, not built now: {unbuilt}");
            }

            return new DependencyPlan(SchemaSource.Exported, candidate, Build: false, string.Join("; ", reasons));
        }

        reasons.Add($"'{candidate.Directory}' has exported no schema yet" + (unbuilt.Length == 0 ? string.Empty : $" and is not built now: {unbuilt}"));
        return null;
    }

    private BuildProblem Explain(ManifestDependency dependency, IReadOnlyList<ProducerCandidate> candidates, List<string> reasons, bool versionRefused)
    {
        if (versionRefused)
        {
            return Problem(
                DiagnosticIds.NoVersionSatisfies, dependency,
                $"No version of '{dependency.Alias}' satisfies '{dependency.Version}': {string.Join("; ", reasons)}. Widen the range, or add the path of a version that fits.");
        }

        if (mode == SourceMode.Live)
        {
            return ExplainLive(dependency, candidates);
        }

        if (candidates.FirstOrDefault(static candidate => candidate.Cycle.Count > 0) is { Cycle: { } cycle } && mode != SourceMode.Snapshot)
        {
            string names = string.Join(" -> ", [.. cycle.Select(static cell => Path.GetFileName(cell)), Path.GetFileName(cycle[0])]);
            return Problem(
                DiagnosticIds.DependencyCycle, dependency,
                $"The cells depend on each other ({names}), and there is no schema of '{dependency.Alias}' to start from: it does not run, has never been exported, and has no snapshot '.cells/{dependency.Alias}.schema.json'. "
                + $"Build '{Path.GetFileName(cycle[^1])}' once without its dependency on '{Path.GetFileName(cycle[0])}', then put that back.");
        }

        string tried = reasons.Count == 0 ? string.Empty : $"{string.Join("; ", reasons)}; ";
        return Problem(
            DiagnosticIds.DependencyNotFound, dependency,
            $"There is no schema of '{dependency.Alias}': {tried}"
            + (mode is SourceMode.Auto or SourceMode.Snapshot
                ? $"there is no snapshot '.cells/{dependency.Alias}.schema.json'. Correct the path in [deps], or build once where the cell can be found and commit its snapshot."
                : "CellsSource is exported. Correct the path in [deps], or build that cell first."));
    }

    private BuildProblem ExplainLive(ManifestDependency dependency, IReadOnlyList<ProducerCandidate> candidates)
    {
        foreach (ProducerCandidate candidate in candidates)
        {
            if (candidate.Live is LiveAnswer.Failed failed)
            {
                return Problem(
                    DiagnosticIds.CellNotRunning, dependency,
                    $"CellsSource is live, and the cell '{dependency.Alias}' in '{candidate.Directory}' runs but gave no schema: {failed.Reason.TrimEnd('.')}. "
                    + $"Build again, with a larger CellsLiveTimeout (milliseconds) on a busy machine, or restart the cell: cells stop \"{candidate.Directory}\", then cells start \"{candidate.Directory}\".");
            }
        }

        IEnumerable<string> sockets = candidates.Select(static candidate => $"'{CellPaths.Socket(candidate.Directory)}'");
        return Problem(
            DiagnosticIds.CellNotRunning, dependency,
            $"CellsSource is live and the cell '{dependency.Alias}' does not run: nothing answers on {string.Join(" or ", sockets)}. Start it with: cells start \"{candidates[0].Directory}\"");
    }

    private BuildProblem Problem(string id, ManifestDependency dependency, string message)
        => new(id, message, manifestPath, dependency.Line, dependency.Column);
}
