namespace Cells.Schema;

/// <summary>The consumers that a running cell knows: its answer to a tool that asks. docs/schema/cells-consumers.json describes the document.</summary>
public sealed record ConsumerList
{
    /// <summary>The newest format, the one that is written.</summary>
    public const int CurrentFormat = UsageDocument.CurrentFormat;

    /// <summary>The largest document that is read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = UsageDocument.MaxLength;

    /// <summary>The consumers: one for each build of each.</summary>
    public EquatableArray<ListedConsumer> Consumers { get; init; }

    /// <summary>Reads a list. Null for anything else, and for a newer format.</summary>
    public static ConsumerList? Read(string text)
        => UsageDocument.Read(text, ConsumerRecordReader.MaxDepth) is { } document
            && UsageValues.Items(document, "consumers", ReadConsumer) is { } consumers
            ? new ConsumerList { Consumers = consumers.ToEquatableArray() }
            : null;

    /// <summary>The canonical document, ordered by name. Records that would make it too long to be read lose places, then are left out.</summary>
    public string Write() => UsageDocument.Write((writer, maxPlaces) =>
    {
        writer.Name("consumers");
        writer.BeginArray();
        IEnumerable<ListedConsumer> consumers = Consumers
            .OrderBy(static consumer => consumer.Name, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Build.Version, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Build.Fingerprint, StringComparer.Ordinal)
            .ThenBy(static consumer => consumer.Build.Usage, StringComparer.Ordinal);
        foreach (ListedConsumer consumer in consumers)
        {
            writer.BeginObject();
            UsageDocument.WriteText(writer, "name", consumer.Name);
            writer.Name("instances");
            writer.Number(consumer.Instances);
            consumer.Build.Write(writer, maxPlaces);
            writer.EndObject();
        }

        writer.EndArray();
    });

    private static ListedConsumer? ReadConsumer(JsonValue? value)
        => UsageValues.Name(value?.Find("name")) is { } name
            && UsageValues.NumberOrZero(value?.Find("instances")) is { } instances
            && MetConsumerReader.ReadBuild(value) is { } build
            ? new ListedConsumer(name, instances, build)
            : null;
}

/// <summary>One build of a consumer that a running cell knows.</summary>
/// <param name="Name">The consumer's name.</param>
/// <param name="Instances">How many of it are connected now; 0 for one that is only remembered.</param>
/// <param name="Build">The build.</param>
public sealed record ListedConsumer(string Name, int Instances, MetBuild Build);
