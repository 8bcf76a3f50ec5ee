namespace Cells.Schema;

/// <summary>Whom a producer's build is held to: the file <c>obj/…/cells/gate/consumers.json</c>, which the build writes and the analyzers read.</summary>
/// <remarks>Schemas and records lie beside it, each in a file named by its key. Without times, so that the same consumers always give the same text.</remarks>
public sealed record GateDocument
{
    /// <summary>The newest format, the one that is written and read.</summary>
    public const int CurrentFormat = 1;

    private const int KeyLength = 32;
    private const int MaxDepth = 16;

    /// <summary>The consumers, in any order.</summary>
    public EquatableArray<GateConsumer> Consumers { get; init; }

    /// <summary>The key of the schema of the newest release, which the next version follows; null when nothing was released.</summary>
    public string? Released { get; init; }

    /// <summary>The day, in UTC, by which acceptances that end with a day are judged: the first after the last of those that have ended. Null when none has.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>Whether there is nothing to be held to.</summary>
    public bool IsEmpty => Consumers.IsEmpty && Released is null;

    /// <summary>The key of a document: hexadecimal digits of its content's hash.</summary>
    public static string KeyOf(string text) => ContentHash.Of(text, KeyLength);

    /// <summary>Reads a document. Null for anything else, and for another format.</summary>
    public static GateDocument? Read(string text)
        => JsonReader.Read(text, MaxDepth).Value is { } document
            && UsageValues.Number(document.Find("format")) == CurrentFormat
            && !UsageValues.IsBroken(document, "released", UsageValues.Text, out string? released)
            && !UsageValues.IsBroken(document, "as_of", UsageValues.Text, out string? asOf)
            && UsageValues.Items(document, "consumers", ReadConsumer) is { } consumers
            ? new GateDocument { Consumers = consumers.ToEquatableArray(), Released = released, AsOf = BreakExpiry.ParseDay(asOf) }
            : null;

    /// <summary>The canonical document, ordered by name.</summary>
    public string Write()
    {
        JsonWriter writer = new();
        writer.BeginObject();
        writer.Name("format");
        writer.Number(CurrentFormat);
        UsageDocument.WriteText(writer, "released", Released);
        UsageDocument.WriteText(writer, "as_of", AsOf is { } day ? BreakExpiry.Format(day) : null);
        writer.Name("consumers");
        writer.BeginArray();
        foreach (GateConsumer consumer in Consumers
            .OrderBy(static consumer => consumer.Name, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Version, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Schema, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Usage, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Standing))
        {
            writer.BeginObject();
            UsageDocument.WriteText(writer, "name", consumer.Name);
            UsageDocument.WriteText(writer, "version", consumer.Version);
            UsageDocument.WriteText(writer, "standing", consumer.Standing.ToString().ToLowerInvariant());
            writer.Name("instances");
            writer.Number(consumer.Instances);
            UsageDocument.WriteText(writer, "schema", consumer.Schema);
            UsageDocument.WriteText(writer, "usage", consumer.Usage);
            UsageDocument.WriteText(writer, "source_root", consumer.SourceRoot);
            writer.EndObject();
        }

        writer.EndArray();
        writer.EndObject();
        return writer + "\n";
    }

    private static GateConsumer? ReadConsumer(JsonValue? value)
        => value is not null
            && UsageValues.Shown(value.Find("name")) is { } name
            && UsageValues.Version(value.Find("version")) is { } version
            && ReadStanding(UsageValues.Text(value.Find("standing"))) is { } standing
            && UsageValues.NumberOrZero(value.Find("instances")) is { } instances
            && UsageValues.Text(value.Find("schema")) is { } schema
            && !UsageValues.IsBroken(value, "usage", UsageValues.Text, out string? usage)
            && !UsageValues.IsBroken(value, "source_root", UsageValues.Text, out string? root)
            ? new GateConsumer { Name = name, Version = version, Standing = standing, Instances = instances, Schema = schema, Usage = usage, SourceRoot = root }
            : null;

    private static GateStanding? ReadStanding(string? text) => text switch
    {
        "connected" => GateStanding.Connected,
        "recorded" => GateStanding.Recorded,
        "neighbor" => GateStanding.Neighbor,
        "promised" => GateStanding.Promised,
        _ => null,
    };
}
