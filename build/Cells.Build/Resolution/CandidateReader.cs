using Cells.Schema;

namespace Cells.Build;

/// <summary>Gathers the facts about a dependency's directories.</summary>
internal sealed class CandidateReader(string consumerDirectory, Dictionary<string, LiveAnswer> live, bool buildProducers)
{
    private readonly CellGraph _graph = CellGraph.OfManifests();
    private readonly string _consumer = CellPaths.Canonical(consumerDirectory);

    /// <exception cref="BuildProblemException">CELL9010: a directory has several project files. CELL9014: it cannot be read.</exception>
    public List<ProducerCandidate> Read(ManifestDependency dependency)
    {
        List<ProducerCandidate> candidates = [];
        foreach (string path in dependency.Paths)
        {
            string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, consumerDirectory));
            string canonical = CellPaths.Canonical(directory);
            string[] projects = CellPaths.ProjectFiles(directory);
            if (projects.Length > 1)
            {
                throw new BuildProblemException(ReadCellManifest.SeveralProjects(directory, projects));
            }

            candidates.Add(new ProducerCandidate
            {
                Directory = directory,
                Exists = Directory.Exists(directory),
                ProjectFile = projects is [string project] && File.Exists(CellPaths.Manifest(directory)) ? project : null,
                SourceVersion = ManifestFile.Read(directory)?.Manifest?.Version,
                Live = live.GetValueOrDefault(directory) ?? new LiveAnswer.NotRunning(),
                IsExported = File.Exists(CellPaths.Export(directory)),
                Cycle = _graph.FindCycle(_consumer, canonical),
                MayBuild = buildProducers && _graph.MayBuild(_consumer, canonical),
            });
        }

        return candidates;
    }
}
