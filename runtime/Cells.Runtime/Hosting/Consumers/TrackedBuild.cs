using Cells.Schema;

namespace Cells.Hosting;

/// <summary>One build of a consumer, as <see cref="ConsumerTracker"/> knows it. Guarded by the tracker's lock.</summary>
internal sealed class TrackedBuild
{
    public required string Version { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The fingerprint of what it uses; null when it did not say.</summary>
    public string? Usage { get; init; }

    public required DateTimeOffset FirstSeen { get; set; }

    public required DateTimeOffset LastSeen { get; set; }

    /// <summary>The time in the file; null when the build is in none.</summary>
    public DateTimeOffset? WrittenLastSeen { get; set; }

    /// <summary>What it uses; null when that is not known, which counts as everything.</summary>
    public ConsumerRecord? Record { get; set; }

    /// <summary>Its connections that are open.</summary>
    public int Instances { get; set; }

    public static TrackedBuild Of(MetBuild build) => new()
    {
        Version = build.Version,
        Fingerprint = build.Fingerprint,
        Usage = build.Usage,
        FirstSeen = build.FirstSeen,
        LastSeen = build.LastSeen,
        WrittenLastSeen = build.LastSeen,
        Record = build.Record,
    };

    public bool Is(string version, string fingerprint, string? usage) => Version == version && Fingerprint == fingerprint && Usage == usage;

    public MetBuild ToMet() => new()
    {
        Version = Version,
        Fingerprint = Fingerprint,
        Usage = Usage,
        FirstSeen = FirstSeen,
        LastSeen = LastSeen,
        Record = Record,
    };
}

/// <summary>A consumer and its builds.</summary>
/// <param name="name">The consumer's name.</param>
internal sealed class TrackedConsumer(string name)
{
    public string Name => name;

    public List<TrackedBuild> Builds { get; } = [];

    public int Instances => Builds.Sum(static build => build.Instances);

    public DateTimeOffset LastSeen => Builds.Count == 0 ? DateTimeOffset.MinValue : Builds.Max(static build => build.LastSeen);
}
