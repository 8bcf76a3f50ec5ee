namespace Cells.Schema;

/// <summary>What one consumer uses of one cell, as that cell keeps it. docs/schema/cells-consumer.json describes the document.</summary>
public sealed record ConsumerRecord
{
    /// <summary>The newest format, the one that is written.</summary>
    public const int CurrentFormat = UsageDocument.CurrentFormat;

    /// <summary>The largest document that is read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = UsageDocument.MaxLength;

    /// <summary>The consumer's name.</summary>
    public required string Name { get; init; }

    /// <summary>The consumer's version; empty when it states none.</summary>
    public required string Version { get; init; }

    /// <summary>The consumer's directory relative to the producer's, with <c>/</c>; null outside of files that a build wrote.</summary>
    public string? Directory { get; init; }

    /// <summary>The full name of the producer's class.</summary>
    public required string Contract { get; init; }

    /// <summary>The fingerprint of the schema that the consumer was compiled against.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The kinds of entries of which the record has all; whatever has another kind counts as used. None: everything is used.</summary>
    public EquatableArray<string> Kinds { get; init; }

    /// <summary>What is used; an entry occurs once.</summary>
    public EquatableArray<RecordedUse> Uses { get; init; }

    /// <summary>Whether <paramref name="name"/> is a cell's name, and so safe as the name of a file.</summary>
    public static bool IsLegalName(string name) => ManifestNames.IsCellName(name);

    /// <summary>Whether <paramref name="text"/> is a fingerprint, and so safe as the name of a file.</summary>
    public static bool IsFingerprint(string text)
        => text.Length == SchemaFingerprint.Length && text.All(static digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>Reads a record. Null for anything else, and for a newer format: then everything counts as used.</summary>
    public static ConsumerRecord? Read(string text) => ConsumerRecordReader.Read(text);

    /// <summary>The canonical document: the same record always gives the same text, with <c>\n</c> as the line end.</summary>
    /// <remarks>Of a consumer so large that it would not be read again, fewer places are kept of each use; in the end no kinds, which says that everything is used.</remarks>
    public string Write() => UsageDocument.Write(Write);

    /// <summary>The usage fingerprint: SHA-256, in lower-case hex, of the document without <see cref="Directory"/>.</summary>
    public string ComputeUsageFingerprint() => ContentHash.Of((this with { Directory = null }).Write(), SchemaFingerprint.Length);

    /// <summary>What the consumer uses, for a comparison.</summary>
    public ContractUsage ToUsage() => ContractUsage.Of(Uses.Select(static use => use.Entry), Kinds);

    /// <summary>The calls that the consumer uses; null when the record does not say, and so any may be.</summary>
    public IReadOnlyCollection<string>? FindUsedCalls() => UsageRecord.FindCalls(Kinds, Uses, Contract);

    /// <summary>Where an entry is used; empty when it is not, or nobody knows where.</summary>
    public EquatableArray<UsePlace> FindPlaces(string entry)
        => Uses.FirstOrDefault(use => string.Equals(use.Entry, entry, StringComparison.Ordinal))?.Places ?? [];

    /// <summary>The properties after <c>format</c>.</summary>
    internal void Write(JsonWriter writer, int maxPlaces)
    {
        bool hasUses = maxPlaces != UsageDocument.NoUses;
        UsageDocument.WriteText(writer, "name", Name);
        UsageDocument.WriteText(writer, "version", Version);
        UsageDocument.WriteText(writer, "directory", Directory);
        UsageDocument.WriteText(writer, "contract", Contract);
        UsageDocument.WriteText(writer, "fingerprint", Fingerprint);
        UsageDocument.WriteKinds(writer, hasUses ? Kinds : []);
        writer.Name("uses");
        RecordedUse.Write(writer, hasUses ? Uses : [], maxPlaces);
    }

    /// <summary>The record inside another document.</summary>
    internal void WriteNested(JsonWriter writer, int maxPlaces)
    {
        writer.Name("record");
        writer.BeginObject();
        Write(writer, maxPlaces);
        writer.EndObject();
    }
}
