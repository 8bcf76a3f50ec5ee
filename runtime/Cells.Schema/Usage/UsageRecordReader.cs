using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads a <see cref="UsageRecord"/>. What cannot be understood whole is no record: half of one would say that less is used than is.</summary>
internal static class UsageRecordReader
{
    // Document, dependencies, dependency, uses, use, places, place.
    private const int MaxDepth = 16;

    public static UsageRecord? Read(string text)
    {
        if (text.Length > UsageRecord.MaxLength
            || JsonReader.Read(text, MaxDepth).Value is not { } document
            || Number(document.Find("format")) != UsageRecord.CurrentFormat
            || Items(document, "kinds", Text) is not { } kinds
            || Items(document, "dependencies", ReadDependency) is not { } dependencies
            || dependencies.Select(static dependency => dependency.Alias).Distinct(StringComparer.Ordinal).Count() != dependencies.Length)
        {
            return null;
        }

        return new UsageRecord { Kinds = kinds.ToEquatableArray(), Dependencies = dependencies.ToEquatableArray() };
    }

    private static DependencyUsage? ReadDependency(JsonValue? value)
        => Text(value?.Find("alias")) is { } alias
            && Text(value?.Find("contract")) is { } contract
            && Text(value?.Find("fingerprint")) is { } fingerprint
            && Items(value, "uses", ReadUse) is { } uses
            ? new DependencyUsage(alias, contract, fingerprint, uses.ToEquatableArray())
            : null;

    private static RecordedUse? ReadUse(JsonValue? value)
        => Text(value?.Find("entry")) is { } entry && Items(value, "places", ReadPlace) is { } places
            ? new RecordedUse(entry, places.ToEquatableArray())
            : null;

    private static UsePlace? ReadPlace(JsonValue? value)
        => Text(value?.Find("file")) is { } file && Number(value?.Find("line")) is { } line ? new UsePlace(file, line) : null;

    private static string? Text(JsonValue? value) => value is { Kind: JsonKind.String, Text.Length: > 0 } ? value.Text : null;

    /// <summary>A whole number from 1.</summary>
    private static int? Number(JsonValue? value)
        => value is { Kind: JsonKind.Number } && int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;

    /// <summary>The elements of a property, or null when it is no array or one of them is not readable.</summary>
    private static T[]? Items<T>(JsonValue? owner, string property, Func<JsonValue?, T?> read)
        where T : class
    {
        if (owner?.Find(property) is not { Kind: JsonKind.Array } array)
        {
            return null;
        }

        T[] items = new T[array.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (read(array.Items[i]) is not { } item)
            {
                return null;
            }

            items[i] = item;
        }

        return items;
    }
}
