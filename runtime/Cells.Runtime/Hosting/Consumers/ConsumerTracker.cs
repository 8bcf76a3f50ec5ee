using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Knows who calls a cell, and who has called it. In memory; <see cref="ConsumerRecorder"/> keeps it in files. Safe for use by several threads.</summary>
/// <remarks>
/// All of it is what peers say of themselves, so all of it is bounded: the consumers, the builds of each, and the size of what is known of their uses. Where a bound is met,
/// less is known of a consumer, which then counts as using more.
/// </remarks>
internal sealed class ConsumerTracker(TimeProvider clock, ILogger log)
{
    /// <summary>The most entries of one answer, so that it fits a frame.</summary>
    private const int MostListed = 4_000;

    /// <summary>A consumer that comes and goes is not written more often for that alone.</summary>
    private static readonly TimeSpan Unremarkable = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TrackedConsumer> _consumers = new(StringComparer.Ordinal);
    private readonly KeptRecords _records = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _hasLoggedName;
    private bool _hasLoggedBound;

    /// <summary>The schemas that the consumers were built against.</summary>
    public KeptSchemas Schemas { get; } = new();

    /// <summary>Called, on the thread of a connection, when there is something to write.</summary>
    public Action? Changed { get; set; }

    /// <summary>Whether the client that says <paramref name="hello"/> has a record that is to be asked for.</summary>
    public bool Wants(Hello hello)
    {
        if (hello.IsTool || hello.Usage is not { } usage || !ConsumerRecord.IsFingerprint(usage) || !ConsumerRecord.IsLegalName(hello.ClientName))
        {
            return false;
        }

        lock (_gate)
        {
            return !_records.Contains(usage);
        }
    }

    /// <summary>What the client that says <paramref name="hello"/> uses, as its record says; null where that is not known, which counts as everything.</summary>
    public ConsumerRecord? FindRecord(Hello hello)
    {
        lock (_gate)
        {
            return hello.Usage is { } usage ? _records.Find(usage) : null;
        }
    }

    /// <summary>Takes over what was known before this process; what it has met itself stays.</summary>
    public void Restore(IEnumerable<MetConsumer> consumers)
    {
        lock (_gate)
        {
            foreach (MetConsumer met in consumers)
            {
                TrackedConsumer consumer = Find(met.Name) ?? Add(met.Name);
                foreach (MetBuild known in met.Builds)
                {
                    if (consumer.Builds.Find(build => build.Is(known.Version, known.Fingerprint, known.Usage)) is { } build)
                    {
                        build.FirstSeen = known.FirstSeen < build.FirstSeen ? known.FirstSeen : build.FirstSeen;
                        build.Record ??= Keep(known.Usage, known.Record);
                        _changed.Add(met.Name);
                    }
                    else if (consumer.Builds.Count < MetConsumer.MaxBuilds)
                    {
                        TrackedBuild restored = TrackedBuild.Of(known);
                        restored.Record = Keep(known.Usage, known.Record);
                        consumer.Builds.Add(restored);
                    }
                }
            }

            while (_consumers.Count > ConsumerDirectory.MaxConsumers && TryDropOldest())
            {
            }
        }
    }

    /// <summary>Counts a connection of a consumer.</summary>
    /// <param name="hello">What the client said of itself.</param>
    /// <param name="record">What it uses, as it said just now; null when it was not asked, or said nothing that can be read.</param>
    /// <param name="schema">Gives the document of the schema that the client was built against.</param>
    /// <returns>Ends the connection's counting; null for a client that is no consumer.</returns>
    public IDisposable? Connect(Hello hello, ConsumerRecord? record, Func<string> schema)
    {
        if (hello.IsTool || !ConsumerRecord.IsFingerprint(hello.Fingerprint))
        {
            return null;
        }

        if (!ConsumerRecord.IsLegalName(hello.ClientName))
        {
            LogOnce(ref _hasLoggedName, $"no cell can have the name {Quote(hello.ClientName)}");
            return null;
        }

        string version = SemanticVersion.TryParse(hello.ClientVersion, out _) ? hello.ClientVersion : "";
        string? usage = hello.Usage is { } announced && ConsumerRecord.IsFingerprint(announced) ? announced : null;
        // Written out here, and not while others wait.
        string? document = Schemas.Contains(hello.Fingerprint) ? null : schema();
        TrackedBuild? build;
        lock (_gate)
        {
            build = Meet(hello.ClientName, version, hello.Fingerprint, usage, record);
            if (build is null)
            {
                return null;
            }

            build.Instances++;
            if (document is not null)
            {
                Schemas.Add(hello.Fingerprint, document);
            }
        }

        Changed?.Invoke();
        return new TrackedConnection(this, hello.ClientName, build);
    }

    /// <summary>Everyone who is known, those who are connected first.</summary>
    public ConsumerList List()
    {
        lock (_gate)
        {
            RefreshConnected();
            return new ConsumerList
            {
                Consumers = _consumers.Values
                    .SelectMany(static consumer => consumer.Builds.Select(build => new ListedConsumer(consumer.Name, build.Instances, build.ToMet())))
                    .OrderByDescending(static listed => listed.Instances > 0)
                    .ThenByDescending(static listed => listed.Build.LastSeen)
                    .Take(MostListed)
                    .ToEquatableArray(),
            };
        }
    }

    /// <summary>Forgets a consumer; false when it is not known.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: it is connected.</exception>
    public bool Forget(string name)
    {
        lock (_gate)
        {
            // Whoever forgets removes schemas, too: what comes back is kept anew.
            Schemas.Distrust();
            if (Find(name) is not { } consumer)
            {
                return false;
            }

            return consumer.Instances == 0
                ? _consumers.Remove(name)
                : throw new CellException(
                    CellStatus.FailedPrecondition,
                    $"'{name}' is connected ({consumer.Instances}) and would be met again at once: stop it first")
                {
                    Outcome = CallOutcome.NotExecuted,
                };
        }
    }

    /// <summary>Notes that those who are connected still are.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            RefreshConnected();
        }

        Changed?.Invoke();
    }

    /// <summary>The names of the consumers whose files are to be written, or deleted where <see cref="Snapshot"/> knows nothing. They count as written.</summary>
    /// <param name="isLast">Whether times alone are worth writing, too.</param>
    public IReadOnlyList<string> TakeChanged(bool isLast)
    {
        lock (_gate)
        {
            if (isLast)
            {
                RefreshConnected();
                _changed.UnionWith(_consumers.Values.Where(static consumer => consumer.Builds.Exists(static build => build.LastSeen != build.WrittenLastSeen)).Select(static consumer => consumer.Name));
            }

            string[] changed = [.. _changed];
            _changed.Clear();
            return changed;
        }
    }

    /// <summary>What is known of a consumer, to be written; null when it was dropped or forgotten.</summary>
    public MetConsumer? Snapshot(string name)
    {
        lock (_gate)
        {
            if (Find(name) is not { } consumer)
            {
                return null;
            }

            foreach (TrackedBuild build in consumer.Builds)
            {
                build.WrittenLastSeen = build.LastSeen;
            }

            return new MetConsumer { Name = name, Builds = consumer.Builds.Select(static build => build.ToMet()).ToEquatableArray() };
        }
    }

    /// <summary>Whether a consumer that is known was built against the schema.</summary>
    public bool Refers(string fingerprint)
    {
        lock (_gate)
        {
            return _consumers.Values.Any(consumer => consumer.Builds.Exists(build => build.Fingerprint == fingerprint));
        }
    }

    private TrackedBuild? Meet(string name, string version, string fingerprint, string? usage, ConsumerRecord? record)
    {
        DateTimeOffset now = Now();
        TrackedConsumer? consumer = Find(name);
        if (consumer is null)
        {
            if (!HasRoomForOneMore())
            {
                LogOnce(ref _hasLoggedBound, $"{ConsumerDirectory.MaxConsumers} consumers are connected, and more are not remembered");
                return null;
            }

            consumer = Add(name);
        }

        TrackedBuild? build = consumer.Builds.Find(build => build.Is(version, fingerprint, usage));
        if (build is null)
        {
            if (consumer.Builds.Count >= MetConsumer.MaxBuilds)
            {
                consumer.Builds.Remove(consumer.Builds.OrderBy(static build => build.Instances > 0).ThenBy(static build => build.LastSeen).First());
            }

            build = new TrackedBuild { Version = version, Fingerprint = fingerprint, Usage = usage, FirstSeen = now, LastSeen = now };
            consumer.Builds.Add(build);
            _changed.Add(name);
        }

        if (build.Record is null && Keep(usage, record) is { } kept)
        {
            build.Record = kept;
            _changed.Add(name);
        }

        Touch(name, build, now);
        return build;
    }

    private void Leave(string name, TrackedBuild build)
    {
        lock (_gate)
        {
            build.Instances--;
            Touch(name, build, Now());
        }

        Changed?.Invoke();
    }

    private void Touch(string name, TrackedBuild build, DateTimeOffset now)
    {
        build.LastSeen = now;
        if (build.WrittenLastSeen is not { } written || now - written >= Unremarkable)
        {
            _changed.Add(name);
        }
    }

    private void RefreshConnected()
    {
        DateTimeOffset now = Now();
        foreach (TrackedConsumer consumer in _consumers.Values)
        {
            foreach (TrackedBuild build in consumer.Builds.Where(static build => build.Instances > 0))
            {
                Touch(consumer.Name, build, now);
            }
        }
    }

    private TrackedConsumer? Find(string name) => _consumers.GetValueOrDefault(name);

    private TrackedConsumer Add(string name)
    {
        TrackedConsumer consumer = new(name);
        _consumers.Add(name, consumer);
        return consumer;
    }

    private bool HasRoomForOneMore() => _consumers.Count < ConsumerDirectory.MaxConsumers || TryDropOldest();

    /// <summary>Drops the consumer that was seen longest ago; false when all are connected.</summary>
    private bool TryDropOldest()
    {
        if (_consumers.Values.Where(static consumer => consumer.Instances == 0).MinBy(static consumer => consumer.LastSeen) is not { } consumer)
        {
            return false;
        }

        _consumers.Remove(consumer.Name);
        _changed.Add(consumer.Name);
        return true;
    }

    /// <summary>The record under a fingerprint of usage, the same object for all builds that share it.</summary>
    private ConsumerRecord? Keep(string? usage, ConsumerRecord? record)
    {
        if (usage is null)
        {
            return null;
        }

        if (_records.Find(usage) is { } known)
        {
            return known;
        }

        if (record is null)
        {
            return null;
        }

        if (!_records.HasRoomFor(record))
        {
            _records.Retain(_consumers.Values.SelectMany(static consumer => consumer.Builds).Select(static build => build.Usage).ToHashSet());
        }

        if (!_records.HasRoomFor(record))
        {
            LogOnce(ref _hasLoggedBound, "the records of what consumers use are too large together, and further ones count as using everything");
            return null;
        }

        _records.Add(usage, record);
        return record;
    }

    /// <summary>To the second: what a file holds is what memory holds.</summary>
    private DateTimeOffset Now()
    {
        DateTimeOffset now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private static string Quote(string name)
    {
        const int Shown = 40;
        string cut = name.Length <= Shown ? name : string.Concat(name.AsSpan(0, Shown), "…");
        return $"'{string.Concat(cut.Select(static unit => JsonWriter.MustEscape(unit) ? '?' : unit))}'";
    }

    private void LogOnce(ref bool hasLogged, string reason)
    {
        if (!hasLogged)
        {
            hasLogged = true;
            ServerLog.ConsumerNotRemembered(log, reason);
        }
    }

    private sealed class TrackedConnection(ConsumerTracker tracker, string name, TrackedBuild build) : IDisposable
    {
        private int _isEnded;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isEnded, 1) == 0)
            {
                tracker.Leave(name, build);
            }
        }
    }
}
