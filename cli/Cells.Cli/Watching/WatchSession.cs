using System.Threading.Channels;
using Cells.Build;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Snapshots;
using Cells.Directories;
using Cells.Hosting;
using SchemaFile = Cells.Build.SchemaFile;
using SchemaSource = Cells.Build.SchemaSource;

namespace Cells.Cli.Watching;

/// <summary>Keeps a consumer abreast of what it depends on: resolves, lists, builds and runs anew whenever a dependency comes up with another schema.</summary>
/// <param name="project">The consumer.</param>
/// <param name="report">Is told everything.</param>
internal sealed class WatchSession(ConsumerProject project, WatchReport report)
{
    /// <summary>Cells that run have just answered.</summary>
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(2);

    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>A busy machine may take longer; then it is looked again, soon at first.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    /// <summary>The dependencies that came up and were not yet resolved from what runs.</summary>
    private readonly HashSet<string> _unresolved = new(StringComparer.Ordinal);
    private readonly Channel<(string Alias, CellSighting Sighting)> _sightings = Channel.CreateUnbounded<(string, CellSighting)>();
    private IReadOnlyDictionary<string, CompiledDependency> _compiled = project.ReadCompiled();

    /// <summary>Builds the consumer, or returns what is wrong with it; null where nothing is built.</summary>
    public Func<CancellationToken, Task<BuildOutcome>>? Build { get; init; }

    /// <summary>Runs what was built, to its end; null where nothing is run.</summary>
    public Func<BuiltCell, CancellationToken, Task<int>>? Run { get; init; }

    /// <summary>What the dependencies are now, as the build would resolve them.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<DependencySnapshot>>> Find { get; init; }
        = cancellationToken => new SnapshotFinder(ResolveTimeout).FindAsync(project.Cell, cancellationToken);

    /// <summary>Watches until it is cancelled; nothing that it started is left then.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watching = Task.WhenAll(project.Cell.Manifest.Dependencies.SelectMany(static dependency => dependency.Paths.Select(path => (dependency.Alias, Path: path)))
            .Select(dependency => FollowAsync(dependency.Alias, CandidateReader.DirectoryOf(dependency.Path, project.Cell.Directory.Path), ending.Token)));
        try
        {
            report.Watching(project);
            await ReactAsync(watching, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
            await watching.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task FollowAsync(string alias, string directory, CancellationToken cancellationToken)
    {
        await foreach (CellSighting sighting in CellWatcher.WatchAsync(CellDirectory.At(directory), cancellationToken))
        {
            _sightings.Writer.TryWrite((alias, sighting));
        }
    }

    private async Task ReactAsync(Task watching, CancellationToken cancellationToken)
    {
        await using BackgroundWork<int> program = new(cancellationToken);
        await using BackgroundWork<BuildOutcome> build = new(cancellationToken);
        TimeSpan untilLook = FirstLook;
        bool isBuildDue = Run is not null || _compiled.Values.Any(static compiled => compiled.Schema is null);
        while (true)
        {
            if (isBuildDue && Build is not null)
            {
                report.Building(project.Cell.Name);
                await build.RestartAsync(Build);
            }

            isBuildDue = false;
            Task<bool> sighted = _sightings.Reader.WaitToReadAsync(cancellationToken).AsTask();
            Task look = _unresolved.Count > 0 ? Task.Delay(untilLook, cancellationToken) : Never;
            Task first = await Task.WhenAny(sighted, build.Running, program.Running, watching, look);
            cancellationToken.ThrowIfCancellationRequested();
            if (first == build.Running)
            {
                await EndBuildAsync(await build.TakeAsync(), program);
            }
            else if (first == program.Running)
            {
                report.Ended(project.Cell.Name, await program.TakeAsync());
            }
            else if (first == look)
            {
                untilLook = untilLook * 2 < LongestLook ? untilLook * 2 : LongestLook;
                isBuildDue = await ResolveAsync(cancellationToken);
            }
            else
            {
                untilLook = FirstLook;
                // Watching ends only by a failure, which then is the command's.
                await first;
                isBuildDue = await SeeAsync(cancellationToken);
            }
        }
    }

    private async Task EndBuildAsync(BuildOutcome outcome, BackgroundWork<int> program)
    {
        if (outcome.Failure is { } failure)
        {
            report.BuildFailed(project.Cell.Name, failure.Message, failure.Details);
            return;
        }

        report.Built(project.Cell.Name);
        _compiled = project.ReadCompiled();
        if (Run is not null)
        {
            await program.RestartAsync(cancellationToken => Run(outcome.Built!, cancellationToken));
            report.Started(project.Cell.Name);
        }
    }

    /// <summary>Takes in what was sighted; true when a schema is another one.</summary>
    private async Task<bool> SeeAsync(CancellationToken cancellationToken)
    {
        bool isStarted = false;
        while (_sightings.Reader.TryRead(out (string Alias, CellSighting Sighting) seen))
        {
            switch (seen.Sighting)
            {
                case CellSighting.Running { Answer: var answer }:
                    isStarted = true;
                    _unresolved.Add(seen.Alias);
                    report.Running(seen.Alias, answer.Version, answer.Fingerprint);
                    break;
                case CellSighting.Leaving leaving:
                    report.Leaving(seen.Alias, leaving.Version, leaving.Fingerprint);
                    break;
                default:
                    _unresolved.Remove(seen.Alias);
                    report.Stopped(seen.Alias);
                    break;
            }
        }

        return isStarted && await ResolveAsync(cancellationToken);
    }

    /// <summary>Resolves the dependencies as the build would and writes what is different; true when something is.</summary>
    private async Task<bool> ResolveAsync(CancellationToken cancellationToken)
    {
        bool isChanged = false;
        foreach (DependencySnapshot dependency in await Find(cancellationToken))
        {
            if (dependency.Problem is { } problem)
            {
                _unresolved.Remove(dependency.Alias);
                report.Problem(dependency.Alias, problem.ToText());
            }
            else if (dependency is { Source: SchemaSource.Live, Found: { } found })
            {
                _unresolved.Remove(dependency.Alias);
                isChanged |= Replace(dependency.Alias, found);
            }
        }

        return isChanged;
    }

    private bool Replace(string alias, SchemaFile schema)
    {
        CompiledDependency compiled = _compiled[alias];
        if (compiled.Schema is null && Build is not null)
        {
            // The first build resolves by itself.
            return false;
        }

        try
        {
            if (project.ReadInput(alias) == schema.Text || !ResolvedFiles.Replace(project.Intermediate, alias, SchemaSource.Live, schema))
            {
                return false;
            }
        }
        catch (BuildProblemException e)
        {
            report.Problem(alias, e.Problem.ToText());
            return false;
        }

        report.Changed(project, alias, schema, ResolvedFiles.SchemaPath(project.Intermediate, alias), compiled, compiled.Compare(schema.Schema));
        return true;
    }
}

/// <summary>How a build ended.</summary>
/// <param name="Built">What was built; null when it failed.</param>
/// <param name="Failure">Why not; null when it was built.</param>
internal sealed record BuildOutcome(BuiltCell? Built, ToolFailure? Failure);
