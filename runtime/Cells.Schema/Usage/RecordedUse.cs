namespace Cells.Schema;

/// <summary>Something that is used, and where.</summary>
/// <param name="Entry">An entry as <see cref="ContractUsage"/> has it: <c>call:Catalog.Get</c>.</param>
/// <param name="Places">Where; empty when the compiler left no debug information.</param>
public sealed record RecordedUse(string Entry, EquatableArray<UsePlace> Places)
{
    /// <summary>What is in either, with the places of both.</summary>
    internal static EquatableArray<RecordedUse> Union(IEnumerable<RecordedUse> first, IEnumerable<RecordedUse> second) =>
    [
        .. first.Concat(second)
            .GroupBy(static use => use.Entry, StringComparer.Ordinal)
            .Select(static uses => new RecordedUse(uses.Key, [.. uses.SelectMany(static use => use.Places).Distinct().Take(UsageRecord.MaxPlaces)])),
    ];

    /// <summary>The uses with the places that are kept of each, in their canonical order.</summary>
    internal static void Write(JsonWriter writer, IEnumerable<RecordedUse> uses, int maxPlaces)
    {
        writer.BeginArray();
        foreach (RecordedUse use in uses.OrderBy(static use => use.Entry, StringComparer.Ordinal))
        {
            writer.BeginObject();
            writer.Name("entry");
            writer.String(use.Entry);
            writer.Name("places");
            writer.BeginArray(inline: true);
            foreach (UsePlace place in use.Places.Distinct().OrderBy(static place => place.File, StringComparer.Ordinal).ThenBy(static place => place.Line).Take(maxPlaces))
            {
                writer.BeginObject();
                writer.Name("file");
                writer.String(place.File);
                writer.Name("line");
                writer.Number(place.Line);
                writer.EndObject();
            }

            writer.EndArray();
            writer.EndObject();
        }

        writer.EndArray();
    }
}

/// <summary>A line of source.</summary>
/// <param name="File">
/// The file, relative to the root of its git repository when it lies in one, else to the project, with <c>/</c>; as the compiler noted it where there is no such file.
/// </param>
/// <param name="Line">The line, from 1.</param>
public sealed record UsePlace(string File, int Line);
