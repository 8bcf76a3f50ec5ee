namespace Cells.Schema;

/// <summary>A consumer that a running cell has met, as the cell remembers it. docs/schema/cells-met.json describes the document.</summary>
public sealed record MetConsumer
{
    /// <summary>The newest format, the one that is written.</summary>
    public const int CurrentFormat = UsageDocument.CurrentFormat;

    /// <summary>The largest document that is read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = UsageDocument.MaxLength;

    /// <summary>The most builds that are remembered of one consumer.</summary>
    public const int MaxBuilds = 16;

    /// <summary>The consumer's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its builds; of more than <see cref="MaxBuilds"/> those seen last are written.</summary>
    public EquatableArray<MetBuild> Builds { get; init; }

    /// <summary>Reads a document. Null for anything else, and for a newer format.</summary>
    public static MetConsumer? Read(string text) => MetConsumerReader.Read(text);

    /// <summary>The canonical document, the build seen last first. Records that would make it too long to be read again lose places, then are left out.</summary>
    public string Write() => UsageDocument.Write((writer, maxPlaces) =>
    {
        UsageDocument.WriteText(writer, "name", Name);
        writer.Name("builds");
        writer.BeginArray();
        IEnumerable<MetBuild> builds = Builds
            .OrderByDescending(static build => build.LastSeen)
            .ThenBy(static build => build.Version, StringComparer.Ordinal)
            .ThenBy(static build => build.Fingerprint, StringComparer.Ordinal)
            .ThenBy(static build => build.Usage, StringComparer.Ordinal)
            .Take(MaxBuilds);
        foreach (MetBuild build in builds)
        {
            writer.BeginObject();
            build.Write(writer, maxPlaces);
            writer.EndObject();
        }

        writer.EndArray();
    });
}

/// <summary>One build of a consumer that a running cell has met.</summary>
public sealed record MetBuild
{
    /// <summary>The consumer's version; empty when it states none.</summary>
    public required string Version { get; init; }

    /// <summary>The fingerprint of the schema that the build was compiled against.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The fingerprint of what the build uses; null when it did not say.</summary>
    public string? Usage { get; init; }

    /// <summary>When it first connected, in UTC, to the second.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was last connected, in UTC, to the second.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>What it uses; null when that is not known, which counts as everything.</summary>
    public ConsumerRecord? Record { get; init; }

    internal void Write(JsonWriter writer, int maxPlaces)
    {
        UsageDocument.WriteText(writer, "version", Version);
        UsageDocument.WriteText(writer, "fingerprint", Fingerprint);
        UsageDocument.WriteText(writer, "usage", Usage);
        UsageDocument.WriteText(writer, "first_seen", UsageValues.Time(FirstSeen));
        UsageDocument.WriteText(writer, "last_seen", UsageValues.Time(LastSeen));
        if (maxPlaces != UsageDocument.NoUses)
        {
            Record?.WriteNested(writer, maxPlaces);
        }
    }
}
