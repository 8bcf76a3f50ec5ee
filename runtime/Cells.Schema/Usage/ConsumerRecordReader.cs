namespace Cells.Schema;

/// <summary>Reads a <see cref="ConsumerRecord"/>: whole, or not at all.</summary>
internal static class ConsumerRecordReader
{
    // Document, uses, use, places, place; and two levels more inside another document.
    public const int MaxDepth = 16;

    public static ConsumerRecord? Read(string text) => Read(UsageDocument.Read(text, MaxDepth));

    /// <summary>The record inside another document.</summary>
    public static ConsumerRecord? Read(JsonValue? value)
    {
        if (value is null
            || UsageValues.Name(value.Find("name")) is not { } name
            || UsageValues.Version(value.Find("version")) is not { } version
            || UsageValues.IsBroken(value, "directory", UsageValues.Path, out string? directory)
            || UsageValues.Contract(value.Find("contract")) is not { } contract
            || UsageValues.Fingerprint(value.Find("fingerprint")) is not { } fingerprint
            || UsageValues.Items(value, "kinds", UsageValues.Shown) is not { } kinds
            || UsageValues.Items(value, "uses", UsageValues.Use) is not { } uses
            || !UsageValues.AreDistinct(uses, static use => use.Entry))
        {
            return null;
        }

        return new ConsumerRecord
        {
            Name = name,
            Version = version,
            Directory = directory,
            Contract = contract,
            Fingerprint = fingerprint,
            Kinds = kinds.ToEquatableArray(),
            Uses = uses.ToEquatableArray(),
        };
    }
}
