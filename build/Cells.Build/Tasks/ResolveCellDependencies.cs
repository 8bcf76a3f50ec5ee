using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Puts every dependency's schema into <c>obj/</c> and hands the files to the compiler.</summary>
public sealed class ResolveCellDependencies : CellTask
{
    private readonly List<ITaskItem> _schemaFiles = [];
    private readonly List<ITaskItem> _writtenFiles = [];
    private readonly List<ITaskItem> _staleSnapshots = [];
    private readonly List<ResolvedDependency> _resolved = [];

    /// <summary>The consumer's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary>What <see cref="PlanCellDependencies"/> decided; nothing in a design-time build.</summary>
    public ITaskItem[] Plans { get; set; } = [];

    /// <summary>Whether an editor asks: then what the last build resolved, or the snapshot, is all there is.</summary>
    public bool DesignTime { get; set; }

    /// <summary>Whether snapshots are checked rather than refreshed.</summary>
    public bool ContinuousIntegration { get; set; }

    /// <summary>Additional files with their metadata.</summary>
    [Output]
    public ITaskItem[] SchemaFiles => [.. _schemaFiles];

    /// <summary>The files in <c>obj/</c> that belong to this build, for a clean.</summary>
    [Output]
    public ITaskItem[] WrittenFiles => [.. _writtenFiles];

    /// <summary>The dependencies whose snapshot a successful compile refreshes.</summary>
    [Output]
    public ITaskItem[] StaleSnapshots => [.. _staleSnapshots];

    private string Intermediate => Path.GetFullPath(IntermediatePath, ProjectDirectory);

    private string ManifestPath => CellPaths.Manifest(ProjectDirectory);

    private protected override void Run()
    {
        CellManifest manifest = ManifestFile.ReadOwn(ProjectDirectory);
        Dictionary<string, ResolvedDependency> previous = ResolutionRecord.Read(Intermediate);
        Dictionary<string, PlanItem> plans = Plans.Select(PlanItem.Parse).ToDictionary(static plan => plan.Alias, StringComparer.Ordinal);
        foreach (ManifestDependency dependency in manifest.Dependencies)
        {
            try
            {
                if (DesignTime)
                {
                    ResolveForEditor(dependency, previous);
                }
                else if (plans.TryGetValue(dependency.Alias, out PlanItem? plan))
                {
                    Resolve(dependency, plan, previous);
                }
            }
            catch (BuildProblemException exception)
            {
                LogError(exception.Problem);
            }
        }

        if (!DesignTime && !Log.HasLoggedErrors)
        {
            ResolutionRecord.Write(Intermediate, _resolved);
            AddWritten(ResolutionRecord.Path(Intermediate));
            RenewStamp(manifest);
        }
    }

    private void Resolve(ManifestDependency dependency, PlanItem plan, Dictionary<string, ResolvedDependency> previous)
    {
        string alias = dependency.Alias;
        string resolvedPath = ResolvedFiles.SchemaPath(Intermediate, alias);
        SchemaFile schema = plan.Source switch
        {
            SchemaSource.Live => SchemaFile.Read(resolvedPath),
            SchemaSource.Exported => ProducerSchema.OfExport(alias, plan.Directory),
            _ => SchemaFile.Read(CellPaths.Snapshot(ProjectDirectory, alias)),
        };
        ProducerSchema.CheckVersion(dependency, plan.Source, schema, ManifestPath);
        if (plan.Source == SchemaSource.Live)
        {
            WarnWhenRunningIsOlder(alias, plan, schema);
        }

        AtomicFile.WriteIfDifferent(resolvedPath, schema.Text);
        CompareSnapshot(alias, plan, schema, previous);
        _resolved.Add(new ResolvedDependency(alias, plan.Source, schema.Fingerprint, schema.Schema.Version));
        AddFiles(alias, plan.Source, plan.Directory);
        Say(Describe(alias, plan, schema));
    }

    private string Describe(string alias, PlanItem plan, SchemaFile schema)
    {
        string from = plan.Source switch
        {
            SchemaSource.Live => $"live, from '{CellPaths.Socket(plan.Directory)}'",
            SchemaSource.Exported => $"exported, from '{CellPaths.Export(plan.Directory)}'",
            _ => $"snapshot '{Path.GetRelativePath(ProjectDirectory, CellPaths.Snapshot(ProjectDirectory, alias))}'",
        };
        string reason = plan.Reason.Length == 0 ? string.Empty : $" ({plan.Reason})";
        return $"cells: {alias} {schema.Schema.Version} {SchemaFile.Short(schema.Fingerprint)}: {from}{reason}";
    }

    /// <summary>The generated client must fit what runs, so what runs wins; but its author has built something else since.</summary>
    private void WarnWhenRunningIsOlder(string alias, PlanItem plan, SchemaFile running)
    {
        if (SchemaFile.TextOrNull(CellPaths.Export(plan.Directory)) is { } text
            && !string.Equals(text, running.Text, StringComparison.Ordinal)
            && SchemaDocument.Read(text) is { Schema: { } built, Fingerprint: { } fingerprint }
            && !string.Equals(fingerprint, running.Fingerprint, StringComparison.Ordinal))
        {
            LogWarning(new BuildProblem(
                DiagnosticIds.RunningCellOutdated,
                $"The cell '{alias}' runs version {running.Schema.Version} ({SchemaFile.Short(running.Fingerprint)}), and its last build is version {built.Version} ({SchemaFile.Short(fingerprint)}). This build uses the running one. "
                + $"To use the new one: cells stop \"{plan.Directory}\", then cells start \"{plan.Directory}\".",
                ManifestPath));
        }
    }

    /// <summary>Compares with the committed snapshot, and keeps in <c>obj/</c> the one that the analyzers see.</summary>
    /// <remarks>
    /// The analyzers read a copy, since the snapshot itself is rewritten after the compile: as an input it would be newer than the
    /// output, and the next build would compile again for nothing.
    /// </remarks>
    private void CompareSnapshot(string alias, PlanItem plan, SchemaFile schema, Dictionary<string, ResolvedDependency> previous)
    {
        string snapshotPath = CellPaths.Snapshot(ProjectDirectory, alias);
        string? snapshot = SchemaFile.TextOrNull(snapshotPath);
        AtomicFile.WriteIfDifferent(ResolvedFiles.SnapshotPath(Intermediate, alias), snapshot ?? schema.Text);
        if (plan.Source == SchemaSource.Snapshot || string.Equals(snapshot, schema.Text, StringComparison.Ordinal))
        {
            return;
        }

        string relative = Path.GetRelativePath(ProjectDirectory, snapshotPath);
        if (ContinuousIntegration)
        {
            if (snapshot is not null)
            {
                throw new BuildProblemException(
                    DiagnosticIds.SnapshotOutdated,
                    $"The committed snapshot '{relative}' differs from the {plan.Source.Name()} schema of '{alias}' ({schema.Schema.Version}, {SchemaFile.Short(schema.Fingerprint)}). Build this project on a developer's machine and commit the refreshed snapshot.",
                    snapshotPath);
            }

            Say($"cells: {alias} has no snapshot '{relative}'; a build outside of continuous integration writes it.");
            return;
        }

        _staleSnapshots.Add(ItemSpec.Create(snapshotPath, ("Schema", ResolvedFiles.SchemaPath(Intermediate, alias)), ("SeenSnapshot", ResolvedFiles.SnapshotPath(Intermediate, alias))));
        if (snapshot is not null)
        {
            string before = previous.TryGetValue(alias, out ResolvedDependency? last) && last.Fingerprint != schema.Fingerprint ? $" (last build: {SchemaFile.Short(last.Fingerprint)})" : string.Empty;
            LogWarning(new BuildProblem(
                DiagnosticIds.SnapshotRefreshed,
                $"The snapshot '{relative}' differs from the {plan.Source.Name()} schema of '{alias}' ({schema.Schema.Version}, {SchemaFile.Short(schema.Fingerprint)}){before}. It is rewritten when this project compiles: review and commit it.",
                snapshotPath));
        }
    }

    private void ResolveForEditor(ManifestDependency dependency, Dictionary<string, ResolvedDependency> previous)
    {
        string alias = dependency.Alias;
        if (previous.TryGetValue(alias, out ResolvedDependency? resolved) && File.Exists(ResolvedFiles.SchemaPath(Intermediate, alias)))
        {
            AddFiles(alias, resolved.Source, Path.GetFullPath(dependency.Paths[0], ProjectDirectory));
            return;
        }

        if (SchemaFile.TextOrNull(CellPaths.Snapshot(ProjectDirectory, alias)) is { } snapshot)
        {
            AtomicFile.WriteIfDifferent(ResolvedFiles.SchemaPath(Intermediate, alias), snapshot);
            AtomicFile.WriteIfDifferent(ResolvedFiles.SnapshotPath(Intermediate, alias), snapshot);
            AddFiles(alias, SchemaSource.Snapshot, string.Empty);
        }
    }

    private void AddFiles(string alias, SchemaSource source, string producerDirectory)
    {
        string schema = ResolvedFiles.SchemaPath(Intermediate, alias);
        string snapshot = ResolvedFiles.SnapshotPath(Intermediate, alias);
        string export = source == SchemaSource.Snapshot ? string.Empty : CellPaths.Export(producerDirectory);
        _schemaFiles.Add(ItemSpec.Create(schema, ("CellsKind", "dependency"), ("CellsAlias", alias), ("CellsSource", source.Name()), ("CellsExport", export)));
        AddWritten(schema);
        if (File.Exists(snapshot))
        {
            _schemaFiles.Add(ItemSpec.Create(snapshot, ("CellsKind", "snapshot"), ("CellsAlias", alias), ("CellsSource", "snapshot")));
            AddWritten(snapshot);
        }
    }

    private void AddWritten(string path) => _writtenFiles.Add(ItemSpec.Create(path));

    /// <summary>Touches the stamp that Visual Studio compares with its inputs, and only when one of them is newer: a build without a change leaves every timestamp alone.</summary>
    private void RenewStamp(CellManifest manifest)
    {
        string stamp = Path.Combine(Intermediate, "resolve.stamp");
        AddWritten(stamp);
        DateTime newest = File.GetLastWriteTimeUtc(ManifestPath);
        foreach (ManifestDependency dependency in manifest.Dependencies)
        {
            foreach (string path in dependency.Paths)
            {
                DateTime exported = File.GetLastWriteTimeUtc(CellPaths.Export(Path.GetFullPath(path, ProjectDirectory)));
                newest = exported > newest ? exported : newest;
            }
        }

        if (!File.Exists(stamp) || File.GetLastWriteTimeUtc(stamp) < newest)
        {
            AtomicFile.Write(stamp, string.Empty);
        }
    }
}
