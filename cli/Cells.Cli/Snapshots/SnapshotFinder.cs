using Cells.Build;
using Cells.Cli.Graph;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;
using SchemaSource = Cells.Build.SchemaSource;

namespace Cells.Cli.Snapshots;

/// <summary>Finds the schemas of a cell's dependencies as its build does, but builds nothing.</summary>
/// <param name="timeout">How long the running cells that one cell depends on may take to answer, all together.</param>
internal sealed class SnapshotFinder(TimeSpan timeout)
{
    private readonly Cells.Build.CellGraph _graph = Cells.Build.CellGraph.OfManifests();

    /// <summary>Every dependency of <paramref name="consumer"/>, in the manifest's order.</summary>
    /// <param name="consumer">The cell.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public async Task<IReadOnlyList<DependencySnapshot>> FindAsync(CellNode consumer, CancellationToken cancellationToken)
    {
        string directory = consumer.Directory.Path;
        Dictionary<string, LiveAnswer> live = await LiveQuery.AskAsync(CandidateReader.Directories(consumer.Manifest, directory), timeout, static _ => null, cancellationToken);
        CandidateReader candidates = new(directory, live, buildProducers: false, _graph);
        DependencyPlanner planner = new(SourceMode.Auto, consumer.Directory.ManifestPath, notBuilding: "");
        return [.. consumer.Manifest.Dependencies.Select(dependency => Find(consumer, dependency, candidates, planner))];
    }

    private static DependencySnapshot Find(CellNode consumer, ManifestDependency dependency, CandidateReader candidates, DependencyPlanner planner)
    {
        string path = CellPaths.Snapshot(consumer.Directory.Path, dependency.Alias);
        DependencySnapshot snapshot = new() { Consumer = consumer, Alias = dependency.Alias, Path = path, Committed = SchemaFile.TextOrNull(path) };
        try
        {
            DependencyPlan plan = planner.Plan(dependency, candidates.Read(dependency), snapshot.Committed is not null);
            SchemaFile? found = plan switch
            {
                { Source: SchemaSource.Live, Candidate: { Live: LiveAnswer.Running running } candidate } => ProducerSchema.OfLive(dependency.Alias, candidate, running),
                { Source: SchemaSource.Exported, Candidate.Directory: { } producer } => ProducerSchema.OfExport(dependency.Alias, producer),
                _ => null,
            };
            if (found is not null)
            {
                ProducerSchema.CheckVersion(dependency, plan.Source, found, consumer.Directory.ManifestPath);
            }

            return snapshot with { Found = found, Source = plan.Source, Reason = plan.Reason };
        }
        catch (BuildProblemException exception)
        {
            return snapshot with { Problem = exception.Problem };
        }
    }
}
