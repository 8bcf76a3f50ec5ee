using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads the values of documents about usage. A value that is not what it should be is null, and so is then the whole document.</summary>
internal static class UsageValues
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MaxPathLength = 4096;

    public static string? Text(JsonValue? value) => value is { Kind: JsonKind.String, Text.Length: > 0 } ? value.Text : null;

    /// <summary>A text that a message may show as it is.</summary>
    public static string? Shown(JsonValue? value) => Text(value) is { } text && !text.Any(JsonWriter.MustEscape) ? text : null;

    /// <summary>A whole number from 1.</summary>
    public static int? Number(JsonValue? value) => NumberOrZero(value) is > 0 and int number ? number : null;

    /// <summary>A whole number from 0.</summary>
    public static int? NumberOrZero(JsonValue? value)
        => value is { Kind: JsonKind.Number } && int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>A cell's name.</summary>
    public static string? Name(JsonValue? value) => Text(value) is { } text && ConsumerRecord.IsLegalName(text) ? text : null;

    /// <summary>A cell's version. Peers may state none, or what is none: it is only shown.</summary>
    public static string? Version(JsonValue? value)
        => value is { Kind: JsonKind.String, Text.Length: <= SemanticVersion.MaxLength } && !value.Text.Any(JsonWriter.MustEscape) ? value.Text : null;

    /// <summary>64 hex digits.</summary>
    public static string? Fingerprint(JsonValue? value) => Text(value) is { } text && ConsumerRecord.IsFingerprint(text) ? text : null;

    public static string? Contract(JsonValue? value) => Text(value) is { } text && CSharpIdentifier.IsLegalFullName(text) ? text : null;

    public static string? Path(JsonValue? value) => Shown(value) is { Length: <= MaxPathLength } path ? path : null;

    public static RecordedUse? Use(JsonValue? value)
        => Shown(value?.Find("entry")) is { } entry && Items(value, "places", Place) is { } places ? new RecordedUse(entry, places.ToEquatableArray()) : null;

    /// <summary>A time in UTC, to the second.</summary>
    public static DateTimeOffset? Time(JsonValue? value)
        => Text(value) is { } text
            && DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Whether the property is there and yet not readable by <paramref name="read"/>.</summary>
    public static bool IsBroken<T>(JsonValue owner, string property, Func<JsonValue?, T?> read, out T? value)
        where T : class
    {
        value = null;
        return owner.Find(property) is { } found && (value = read(found)) is null;
    }

    /// <summary>The elements of a property, or null when it is no array or one of them is not readable.</summary>
    public static T[]? Items<T>(JsonValue? owner, string property, Func<JsonValue?, T?> read)
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

    /// <summary>Whether no two of <paramref name="items"/> have the same key.</summary>
    public static bool AreDistinct<T>(T[] items, Func<T, string> key) => items.Select(key).Distinct(StringComparer.Ordinal).Count() == items.Length;

    private static UsePlace? Place(JsonValue? value)
        => Shown(value?.Find("file")) is { } file && Number(value?.Find("line")) is { } line ? new UsePlace(file, line) : null;
}
