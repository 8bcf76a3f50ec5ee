using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Processes;
using Cells.Cli.Schemas;
using Cells.Schema;
using SchemaFile = Cells.Cli.Schemas.SchemaFile;

namespace Cells.Cli.Checks;

/// <summary>Finds what the cells of a tree are held to.</summary>
internal sealed class BaselineFinder
{
    /// <summary>The word for everyone known: <see cref="Live"/> and <see cref="Retained"/>.</summary>
    public const string All = "all";

    /// <summary>The word for consumers: those that a build of the cell is held to, and those in the tree.</summary>
    public const string Live = "live";

    /// <summary>The word for the frozen versions in <c>[schema] accepts</c>.</summary>
    public const string Retained = "retained";

    private readonly CellTree _tree;
    private readonly TimeSpan _timeout;
    private readonly SchemaSide? _side;

    /// <param name="tree">The cells.</param>
    /// <param name="against">One of the three words, or a side as <c>cells schema diff</c> takes it.</param>
    /// <param name="timeout">How long a running cell may take to answer.</param>
    /// <exception cref="ToolFailure"><paramref name="against"/> is no side.</exception>
    public BaselineFinder(CellTree tree, string against, TimeSpan timeout)
    {
        _tree = tree;
        _timeout = timeout;
        IncludesLive = against is All or Live;
        IncludesRetained = against is All or Retained;
        _side = IncludesLive || IncludesRetained ? null : SchemaSide.Parse(against);
    }

    /// <summary>Whether consumers count.</summary>
    public bool IncludesLive { get; }

    /// <summary>Whether promised versions count.</summary>
    public bool IncludesRetained { get; }

    /// <summary>Whether the baseline is a state of the source that is to be merged into, so that the version must tell of every change since.</summary>
    public bool IsOneSide => _side is not null;

    /// <summary>The schemas that <paramref name="cell"/> is held to.</summary>
    public async Task<Baselines> FindAsync(CellNode cell, CancellationToken cancellationToken)
    {
        List<Baseline> baselines = [];
        List<string> notes = [];
        if (_side is not null && !await IsNewAsync(cell, _side, cancellationToken))
        {
            baselines.AddRange((await _side.ResolveAsync(new SideContext(cell.Directory.Path, _timeout), cancellationToken)).Select(schema => new Baseline(_side.Text, schema)));
        }

        if (IncludesRetained)
        {
            await AddRetainedAsync(cell, baselines, cancellationToken);
        }

        if (IncludesLive)
        {
            await AddConsumersAsync(cell, baselines, notes, cancellationToken);
        }

        return new Baselines(baselines, notes);
    }

    private static async Task AddRetainedAsync(CellNode cell, List<Baseline> baselines, CancellationToken cancellationToken)
    {
        RetainedSchemas retained = RetainedSchemas.In(cell.Directory.Path);
        foreach (SemanticVersion version in retained.Versions.Where(version => cell.Manifest.Schema.Accepts?.Contains(version) ?? false))
        {
            baselines.Add(new Baseline($"history:{version}", await retained.ReadAsync(version, cancellationToken)));
        }
    }

    /// <summary>
    /// Whom a build of the cell is held to, and then the cells of the tree that were never built beside it: of those nothing is known but what they depend on and their snapshot.
    /// </summary>
    private async Task AddConsumersAsync(CellNode cell, List<Baseline> baselines, List<string> notes, CancellationToken cancellationToken)
    {
        LiveConsumers live = await LiveConsumersQuery.AskAsync(cell.Directory.Path, _timeout, cancellationToken);
        GatheredConsumers gathered = new ConsumerGathering(cell.Directory.Path, cell.Manifest.Schema.ForgetAfter, TimeProvider.System.GetUtcNow()).Gather(live);
        notes.AddRange(gathered.Notes);
        string manifest = cell.Directory.ManifestPath;
        List<Baseline> consumers =
        [
            .. gathered.Consumers.Select(consumer => new Baseline(consumer.Name, SideSchema.Read(consumer.Schema, "its schema", file: null) with { File = manifest }) { Gathered = consumer }),
        ];
        HashSet<string> known = [.. gathered.Consumers.Select(static consumer => consumer.Name)];
        foreach (CellConsumer consumer in _tree.ConsumersOf(cell).Where(consumer => !known.Contains(consumer.Cell.Name)))
        {
            string snapshot = CellPaths.Snapshot(consumer.Cell.Directory.Path, consumer.Alias);
            if (File.Exists(snapshot))
            {
                consumers.Add(new Baseline(consumer.Cell.Name, await SchemaFile.ReadAsync(snapshot, cancellationToken)));
            }
        }

        baselines.AddRange(consumers.OrderBy(static baseline => baseline.Consumer, StringComparer.Ordinal));
    }

    /// <summary>Whether the commit has no such cell yet: then nobody was promised anything there.</summary>
    private static async Task<bool> IsNewAsync(CellNode cell, SchemaSide side, CancellationToken cancellationToken)
    {
        if (side is not GitSide { Path: null } git)
        {
            return false;
        }

        try
        {
            GitRepository repository = new(cell.Directory.Path);
            string commit = await repository.FindCommitAsync(git.Reference, cancellationToken);
            return await repository.FindAsync(commit, CellManifest.FileName, cancellationToken) is null;
        }
        catch (Exception e) when (e is GitException or ToolFailure)
        {
            // Reading the side says what is wrong.
            return false;
        }
    }
}
