using Cells.Schema;

namespace Cells.Build;

/// <summary>Gathers the facts about a dependency's directories.</summary>
/// <param name="consumerDirectory">The directory of the cell that has the dependency.</param>
/// <param name="live">What running cells answered, by directory.</param>
/// <param name="buildProducers">Whether producers' projects may be built at all.</param>
/// <param name="graph">Which cell names which; shared by the readers of several cells, so that each manifest is read once.</param>
internal sealed class CandidateReader(string consumerDirectory, Dictionary<string, LiveAnswer> live, bool buildProducers, CellGraph graph)
{
    private readonly string _consumer = CellPaths.Canonical(consumerDirectory);

    /// <summary>The directories that a manifest names, as its consumer's build spells them.</summary>
    public static IEnumerable<string> Directories(CellManifest manifest, string consumerDirectory)
        => manifest.Dependencies.SelectMany(static dependency => dependency.Paths).Select(path => DirectoryOf(path, consumerDirectory));

    /// <summary>The directory that a path in the manifest means, in the one spelling that it is looked up by.</summary>
    public static string DirectoryOf(string path, string consumerDirectory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, consumerDirectory));

    /// <exception cref="BuildProblemException">CELL9010: a directory has several project files. CELL9014: it cannot be read.</exception>
    public List<ProducerCandidate> Read(ManifestDependency dependency)
    {
        List<ProducerCandidate> candidates = [];
        foreach (string path in dependency.Paths)
        {
            string directory = DirectoryOf(path, consumerDirectory);
            string canonical = CellPaths.Canonical(directory);
            string[] projects = CellPaths.ProjectFiles(directory);
            if (projects.Length > 1)
            {
                throw new BuildProblemException(SeveralProjects(directory, projects));
            }

            candidates.Add(new ProducerCandidate
            {
                Directory = directory,
                Exists = Directory.Exists(directory),
                ProjectFile = projects is [string project] && File.Exists(CellPaths.Manifest(directory)) ? project : null,
                SourceVersion = ManifestFile.Read(directory)?.Manifest?.Version,
                Live = live.GetValueOrDefault(directory) ?? new LiveAnswer.NotRunning(),
                IsExported = File.Exists(CellPaths.Export(directory)),
                Cycle = graph.FindCycle(_consumer, canonical),
                MayBuild = buildProducers && graph.MayBuild(_consumer, canonical),
            });
        }

        return candidates;
    }

    /// <summary>CELL9010 for a directory with more than one project.</summary>
    public static BuildProblem SeveralProjects(string directory, string[] projects) => new(
        DiagnosticIds.SeveralProjectFiles,
        $"A cell.toml belongs to one project, and beside it are '{Path.GetFileName(projects[0])}' and '{Path.GetFileName(projects[1])}'. Move one of them to its own directory.",
        CellPaths.Manifest(directory));
}
