using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Asks the running cells and decides, per dependency, where its schema comes from and whether its project is built first.</summary>
public sealed class PlanCellDependencies : CellTask
{
    /// <summary>The consumer's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary><c>auto</c>, <c>live</c>, <c>exported</c> or <c>snapshot</c>.</summary>
    public string Source { get; set; } = string.Empty;

    /// <summary>How long to wait for all running cells together, in milliseconds.</summary>
    public int LiveTimeout { get; set; } = 200;

    /// <summary>Whether producers' projects may be built at all.</summary>
    public bool BuildProducers { get; set; } = true;

    /// <summary>One item a dependency, named by its alias, for <see cref="ResolveCellDependencies"/>.</summary>
    [Output]
    public ITaskItem[] Plans { get; private set; } = [];

    /// <summary>The project files to build; metadata <c>Restore</c> says whether to restore first.</summary>
    [Output]
    public ITaskItem[] Producers { get; private set; } = [];

    private protected override void Run()
    {
        SourceMode mode = SchemaSourceNames.ParseMode(Source);
        CellManifest manifest = ManifestFile.ReadOwn(ProjectDirectory);
        if (manifest.Dependencies.IsEmpty)
        {
            return;
        }

        string intermediate = Path.GetFullPath(IntermediatePath, ProjectDirectory);
        Dictionary<string, ResolvedDependency> previous = ResolutionRecord.Read(intermediate);
        Dictionary<string, LiveAnswer> live = mode is SourceMode.Auto or SourceMode.Live ? AskLive(manifest, intermediate, previous) : [];
        DependencyPlanner planner = new(mode, CellPaths.Manifest(ProjectDirectory));
        CandidateReader candidates = new(ProjectDirectory, live, BuildProducers, CellGraph.OfManifests());

        List<ITaskItem> plans = [];
        Dictionary<string, ITaskItem> producers = new(StringComparer.Ordinal);
        foreach (ManifestDependency dependency in manifest.Dependencies)
        {
            try
            {
                DependencyPlan plan = planner.Plan(
                    dependency,
                    mode == SourceMode.Snapshot ? [] : candidates.Read(dependency),
                    File.Exists(CellPaths.Snapshot(ProjectDirectory, dependency.Alias)));
                plans.Add(ToItem(dependency, plan, intermediate));
                if (plan is { Build: true, Candidate.ProjectFile: { } project })
                {
                    producers[project] = ItemSpec.Create(
                        project, ("Restore", RestoreCheck.IsNeeded(project) ? "true" : "false"), ("RestoreStamp", RestoreCheck.Stamp(project)));
                }
            }
            catch (BuildProblemException exception)
            {
                LogError(exception.Problem);
            }
        }

        Plans = [.. plans];
        Producers = [.. producers.Values];
    }

    private Dictionary<string, LiveAnswer> AskLive(CellManifest manifest, string intermediate, Dictionary<string, ResolvedDependency> previous)
    {
        Dictionary<string, ResolvedDependency> known = new(StringComparer.Ordinal);
        foreach (ManifestDependency dependency in manifest.Dependencies)
        {
            foreach (string path in dependency.Paths)
            {
                // The record is good for nothing when the document that it speaks of is gone.
                if (previous.TryGetValue(dependency.Alias, out ResolvedDependency? resolved) && File.Exists(ResolvedFiles.SchemaPath(intermediate, dependency.Alias)))
                {
                    known[CandidateReader.DirectoryOf(path, ProjectDirectory)] = resolved;
                }
            }
        }

        // A task has no asynchronous form; the budget bounds the wait. The cell's own process is asked at the same time, for a later task.
        TimeSpan budget = TimeSpan.FromMilliseconds(LiveTimeout);
        Task<LiveConsumers> own = LiveConsumersQuery.AskAsync(ProjectDirectory, budget);
        Task<Dictionary<string, LiveAnswer>> asked = LiveQuery.AskAsync(CandidateReader.Directories(manifest, ProjectDirectory), budget, known.GetValueOrDefault);
        Task.WhenAll(own, asked).GetAwaiter().GetResult();
        LiveConsumersOfBuild.Keep(BuildEngine as IBuildEngine4, ProjectDirectory, own.Result);
        return asked.Result;
    }

    private static ITaskItem ToItem(ManifestDependency dependency, DependencyPlan plan, string intermediate)
    {
        if (plan is { Source: SchemaSource.Live, Candidate: { Live: LiveAnswer.Running { Schema: not null } running } candidate })
        {
            SchemaFile schema = ProducerSchema.OfLive(dependency.Alias, candidate, running);
            AtomicFile.WriteIfDifferent(ResolvedFiles.SchemaPath(intermediate, dependency.Alias), schema.Text);
        }

        return PlanItem.Create(dependency.Alias, plan.Source, plan.Candidate?.Directory ?? string.Empty, plan.Build, plan.Reason);
    }
}
