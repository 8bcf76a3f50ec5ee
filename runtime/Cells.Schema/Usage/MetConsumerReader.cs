namespace Cells.Schema;

/// <summary>Reads a <see cref="MetConsumer"/>: whole, or not at all.</summary>
internal static class MetConsumerReader
{
    public static MetConsumer? Read(string text)
        => UsageDocument.Read(text, ConsumerRecordReader.MaxDepth) is { } document
            && UsageValues.Name(document.Find("name")) is { } name
            && UsageValues.Items(document, "builds", ReadBuild) is { Length: <= MetConsumer.MaxBuilds } builds
            ? new MetConsumer { Name = name, Builds = builds.ToEquatableArray() }
            : null;

    /// <summary>A build, by itself or as part of a <see cref="ListedConsumer"/>.</summary>
    public static MetBuild? ReadBuild(JsonValue? value)
    {
        if (value is null
            || UsageValues.Version(value.Find("version")) is not { } version
            || UsageValues.Fingerprint(value.Find("fingerprint")) is not { } fingerprint
            || UsageValues.IsBroken(value, "usage", UsageValues.Fingerprint, out string? usage)
            || UsageValues.Time(value.Find("first_seen")) is not { } firstSeen
            || UsageValues.Time(value.Find("last_seen")) is not { } lastSeen
            || UsageValues.IsBroken(value, "record", ConsumerRecordReader.Read, out ConsumerRecord? record))
        {
            return null;
        }

        return new MetBuild { Version = version, Fingerprint = fingerprint, Usage = usage, FirstSeen = firstSeen, LastSeen = lastSeen, Record = record };
    }
}
