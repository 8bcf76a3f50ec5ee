namespace Cells.Schema;

/// <summary>The file <c>cells.breaks.json</c> of a cell: the findings that its owners accepted. docs/schema/cells-breaks.json describes it.</summary>
public sealed record AcceptedBreaks
{
    /// <summary>The file's name.</summary>
    public const string FileName = "cells.breaks.json";

    /// <summary>The newest format that is read and written.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The longest file that is read, in UTF-16 units: 1 Mi.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Nothing accepted.</summary>
    public static AcceptedBreaks None { get; } = new();

    /// <summary>The entries, in the order of the file.</summary>
    public EquatableArray<AcceptedBreak> Entries { get; init; }

    /// <summary>Reads a file. Bad input is a result, never an exception. An entry that lacks something is read; it accepts nothing (CELL2002).</summary>
    public static BreaksReadResult Read(string json) => BreaksReader.Read(json);

    /// <summary>The canonical text: entries by path, rule and fingerprint; the same entries always give the same text, with <c>\n</c> as the line end.</summary>
    public string Write() => BreaksWriter.Write(this);

    /// <summary>With <paramref name="entry"/> added. An entry of the same finding gives way to it, and its consumers stay accepted.</summary>
    public AcceptedBreaks With(AcceptedBreak entry)
    {
        IEnumerable<string> consumers = Entries.Where(old => old.Fingerprint == entry.Fingerprint).SelectMany(static old => old.Consumers).Concat(entry.Consumers);
        AcceptedBreak merged = entry with
        {
            Consumers = consumers.Where(static consumer => consumer.Trim().Length > 0).Distinct(StringComparer.Ordinal)
                .OrderBy(static consumer => consumer, StringComparer.Ordinal).ToEquatableArray(),
        };
        return new AcceptedBreaks { Entries = Entries.Where(old => old.Fingerprint != entry.Fingerprint).Append(merged).ToEquatableArray() };
    }

    /// <summary>Without <paramref name="entries"/>.</summary>
    public AcceptedBreaks Without(IReadOnlyCollection<AcceptedBreak> entries)
        => new() { Entries = Entries.Where(entry => !entries.Contains(entry)).ToEquatableArray() };
}

/// <summary>What reading a file of accepted breaks gave.</summary>
/// <param name="Breaks">The entries, or null when the file is none.</param>
/// <param name="Error">Why not; null when <paramref name="Breaks"/> is there.</param>
public sealed record BreaksReadResult(AcceptedBreaks? Breaks, SchemaError? Error);
