using Cells.Schema;

namespace Cells.Build;

/// <summary>Puts together whom a cell is held to: who is connected, who was built beside it, and whom it has met.</summary>
/// <param name="directory">The cell's directory.</param>
/// <param name="forgetAfter">How long a consumer that is not seen again still counts.</param>
/// <param name="now">The time, in UTC.</param>
internal sealed class ConsumerGathering(string directory, TimeSpan forgetAfter, DateTimeOffset now)
{
    private readonly string _producer = CellPaths.Canonical(directory);
    private readonly KnownSchemas _schemas = new(directory);
    private readonly List<string> _notes = [];
    private readonly Dictionary<(string Name, string Version, string? Fingerprint, string? Usage), Build> _builds = [];
    private readonly Dictionary<string, string> _sourceRoots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _neighbors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConsumerRecord> _records = new(StringComparer.Ordinal);

    /// <summary>Everyone whom the cell knows, with what the running cell said.</summary>
    public GatheredConsumers Gather(LiveConsumers live)
    {
        ConsumerFiles files = new(directory, _notes);
        foreach (RecordedConsumer recorded in files.ReadRecords())
        {
            AddRecorded(recorded);
        }

        bool mayBeConnected = live is LiveConsumers.Silent;
        foreach ((string name, MetConsumer? met) in files.ReadMet())
        {
            if (met is null)
            {
                Add(new Build(name, "", null, null, Standing(name, mayBeConnected), 0));
            }

            foreach (MetBuild build in met?.Builds ?? [])
            {
                AddMet(name, build, 0, mayBeConnected);
            }
        }

        foreach (ListedConsumer listed in live is LiveConsumers.Answered answered ? answered.List.Consumers : [])
        {
            AddMet(listed.Name, listed.Build, listed.Instances, listed.Instances > 0);
        }

        if (live is LiveConsumers.Silent silent)
        {
            _notes.Add($"the running cell did not say who is connected ({silent.Reason.TrimEnd('.')}): whoever it has met counts as connected.");
        }

        IReadOnlyList<GatheredConsumer> consumers =
        [
            .. _builds.Values.OrderBy(static build => build.Name, StringComparer.Ordinal).ThenBy(static build => build.Version, StringComparer.Ordinal)
                .ThenBy(static build => build.Fingerprint, StringComparer.Ordinal).Select(Complete).OfType<GatheredConsumer>(),
        ];
        return new GatheredConsumers(consumers, _notes);
    }

    private void AddRecorded(RecordedConsumer recorded)
    {
        string? home = recorded.FindHome(_producer);
        // One that is still there is not forgotten, however long it did not have to be built.
        if (home is null && now - recorded.LastWritten > forgetAfter)
        {
            return;
        }

        if (home is not null)
        {
            string? root = GitRoot.Find(home);
            _sourceRoots[recorded.Name] = root ?? home;
            if (root is not null && string.Equals(root, GitRoot.Find(_producer), StringComparison.Ordinal))
            {
                _neighbors.Add(recorded.Name);
            }
        }

        if (recorded.Record is { } record)
        {
            _records[record.ComputeUsageFingerprint()] = record;
        }

        Add(new Build(recorded.Name, recorded.Record?.Version ?? "", recorded.Record?.Fingerprint, recorded.Record, Standing(recorded.Name, isConnected: false), 0));
    }

    private void AddMet(string name, MetBuild build, int instances, bool isConnected)
    {
        // Of a neighbour that is not connected the source decides, not what was started once.
        if ((!isConnected && _neighbors.Contains(name)) || (instances == 0 && now - build.LastSeen > forgetAfter))
        {
            return;
        }

        ConsumerRecord? record = build.Record ?? (build.Usage is { } usage ? _records.GetValueOrDefault(usage) : null);
        Add(new Build(name, build.Version, build.Fingerprint, record, Standing(name, isConnected), instances));
    }

    private GateStanding Standing(string name, bool isConnected)
        => isConnected ? GateStanding.Connected : _neighbors.Contains(name) ? GateStanding.Neighbor : GateStanding.Recorded;

    // The same build by several ways counts once, by what says most.
    private void Add(Build build)
    {
        (string, string, string?, string?) key = (build.Name, build.Version, build.Fingerprint, build.Record?.ComputeUsageFingerprint());
        if (!_builds.TryGetValue(key, out Build? known) || build.Standing < known.Standing || build.Instances > known.Instances)
        {
            _builds[key] = build;
        }
    }

    private GatheredConsumer? Complete(Build build)
    {
        string? schema = build.Fingerprint is null ? null : _schemas.Find(build.Fingerprint);
        if (schema is null)
        {
            string who = build.Version.Length == 0 ? build.Name : $"{build.Name} {build.Version}";
            schema = _schemas.Exported;
            string instead = schema is null ? "it is held to none." : "it is held to the last one that was exported.";
            _notes.Add(build.Fingerprint is null
                ? $"it is not known which schema {who} was built against: {instead}"
                : $"the schema {SchemaFile.Short(build.Fingerprint)} that {who} was built against is not here any more: {instead}");
        }

        return schema is null
            ? null
            : new GatheredConsumer(build.Name, build.Version, build.Standing, build.Instances, schema, build.Record, _sourceRoots.GetValueOrDefault(build.Name));
    }

    private sealed record Build(string Name, string Version, string? Fingerprint, ConsumerRecord? Record, GateStanding Standing, int Instances);
}
