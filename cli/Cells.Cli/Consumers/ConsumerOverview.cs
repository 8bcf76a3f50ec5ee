using Cells.Cli.Graph;
using Cells.Connections;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Consumers;

/// <summary>Everyone who is known to use a cell: what its process says, and what lies in its directory.</summary>
internal sealed record ConsumerOverview
{
    /// <summary>The builds of all consumers, by name, the last seen first.</summary>
    public required IReadOnlyList<KnownConsumer> Consumers { get; init; }

    /// <summary>The fingerprint of the cell's own schema, running else exported; null when it has neither.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the cell runs and answered.</summary>
    public bool IsRunning { get; init; }

    /// <summary>What could not be learned, and what to do.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Asks the process, if there is one, and reads the files.</summary>
    public static async Task<ConsumerOverview> ReadAsync(CellNode cell, TimeSpan timeout, CancellationToken cancellationToken)
    {
        List<string> warnings = [];
        ConsumerList? live = null;
        string? fingerprint = null;
        if (CellState.IsRunning(cell.Directory))
        {
            try
            {
                fingerprint = (await CellSchemaQuery.AskAsync(cell.Directory.QuestionSocketPath, includeSchema: false, timeout, cancellationToken)).Fingerprint;
                // Nobody is connected to an idle cell; its nucleus says so.
                live = await CellConsumersQuery.AskAsync(CellState.Read(cell.Directory) is { IsIdle: true } ? cell.Directory.NucleusSocketPath : cell.Directory.SocketPath, timeout, cancellationToken);
            }
            catch (CellException e)
            {
                warnings.Add($"{cell.Name} runs and does not say who is connected: {e.Message}");
            }
        }

        ConsumerDirectory files = ConsumerDirectory.Of(cell.Directory);
        IReadOnlyList<ConsumerFile<ConsumerRecord>> recorded = files.ReadRecorded();

        // A process that answers knows better than the files that it writes itself, except of those that it could not read.
        ConsumerFile<MetConsumer>[] met = [.. files.ReadMet().Where(file => live is null || (file.Content is null && live.Consumers.All(consumer => consumer.Name != file.Name)))];
        warnings.AddRange(recorded.Where(static file => file.Content is null).Select(static file => Unreadable(file.Path)));
        warnings.AddRange(met.Where(static file => file.Content is null).Select(static file => Unreadable(file.Path)));

        Dictionary<(string, string, string?, string?), KnownConsumer> consumers = [];
        foreach (KnownConsumer consumer in FromLive(live).Concat(met.SelectMany(FromMet)).Concat(recorded.Select(FromRecord)))
        {
            (string, string, string?, string?) key = (consumer.Name, consumer.Version, consumer.Fingerprint, consumer.Usage);
            consumers[key] = consumers.TryGetValue(key, out KnownConsumer? same) ? Merge(same, consumer) : consumer;
        }

        return new ConsumerOverview
        {
            Consumers = [.. consumers.Values.OrderBy(static consumer => consumer.Name, StringComparer.Ordinal).ThenByDescending(static consumer => consumer.LastSeen)],
            Fingerprint = fingerprint ?? ExportedFingerprint(cell),
            IsRunning = live is not null,
            Warnings = warnings,
        };
    }

    private static IEnumerable<KnownConsumer> FromLive(ConsumerList? live)
        => live is null ? [] : live.Consumers.Select(static consumer => FromBuild(consumer.Name, consumer.Build) with { Instances = consumer.Instances });

    private static IEnumerable<KnownConsumer> FromMet(ConsumerFile<MetConsumer> file)
        => file.Content is { } met ? met.Builds.Select(build => FromBuild(file.Name, build)) : [new KnownConsumer { Name = file.Name, Version = "", LastSeen = file.WrittenAt, IsMet = true }];

    private static KnownConsumer FromBuild(string name, MetBuild build) => new()
    {
        Name = name,
        Version = build.Version,
        Fingerprint = build.Fingerprint,
        Usage = build.Usage,
        Record = build.Record,
        FirstSeen = build.FirstSeen,
        LastSeen = build.LastSeen,
        IsMet = true,
    };

    private static KnownConsumer FromRecord(ConsumerFile<ConsumerRecord> file) => new()
    {
        Name = file.Name,
        Version = file.Content?.Version ?? "",
        Fingerprint = file.Content?.Fingerprint,

        // A client of such a build announces none.
        Usage = file.Content is { Kinds.IsEmpty: false } record ? record.ComputeUsageFingerprint() : null,
        Record = file.Content,
        LastSeen = file.WrittenAt,
        IsBuilt = true,
    };

    private static KnownConsumer Merge(KnownConsumer left, KnownConsumer right) => left with
    {
        // The build's own record has the directory, too.
        Record = right.Record ?? left.Record,
        FirstSeen = left.FirstSeen ?? right.FirstSeen,
        LastSeen = left.LastSeen > right.LastSeen ? left.LastSeen : right.LastSeen,
        Instances = left.Instances + right.Instances,
        IsBuilt = left.IsBuilt || right.IsBuilt,
        IsMet = left.IsMet || right.IsMet,
    };

    private static string? ExportedFingerprint(CellNode cell)
        => Build.SchemaFile.TextOrNull(cell.Directory.ExportPath) is { } text && SchemaDocument.Read(text).Schema is { } schema ? SchemaFingerprint.Compute(schema) : null;

    private static string Unreadable(string path) => $"{Output.DisplayPath.Of(path)} cannot be read, so its consumer counts as using everything: build that consumer again, or forget it.";
}
