using System.Text;

namespace Cells.Schema;

/// <summary>What the documents about usage have in common: one format number, one bound, and places that give way to the bound.</summary>
internal static class UsageDocument
{
    public const int CurrentFormat = 1;

    /// <summary>The largest document that is written or read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>What is written when not even uses without places fit: that everything is used.</summary>
    public const int NoUses = -1;

    // What is kept of one use, until the document fits.
    private static readonly int[] PlacesKept = [UsageRecord.MaxPlaces, 10, 1, 0, NoUses];

    /// <summary>The document that <paramref name="writeContent"/> writes into an object, with as many places of a use as fit.</summary>
    public static string Write(Action<JsonWriter, int> writeContent)
    {
        string text = "";
        foreach (int maxPlaces in PlacesKept)
        {
            JsonWriter writer = new();
            writer.BeginObject();
            writer.Name("format");
            writer.Number(CurrentFormat);
            writeContent(writer, maxPlaces);
            writer.EndObject();
            text = writer + "\n";
            if (Encoding.UTF8.GetByteCount(text) <= MaxLength)
            {
                break;
            }
        }

        return text;
    }

    /// <summary>The root of a document of the format that is known, or null.</summary>
    public static JsonValue? Read(string text, int maxDepth)
        => text.Length <= MaxLength && JsonReader.Read(text, maxDepth).Value is { } document && UsageValues.Number(document.Find("format")) == CurrentFormat ? document : null;

    public static void WriteKinds(JsonWriter writer, IEnumerable<string> kinds)
    {
        writer.Name("kinds");
        writer.BeginArray(inline: true);
        foreach (string kind in kinds.Distinct(StringComparer.Ordinal).OrderBy(static kind => kind, StringComparer.Ordinal))
        {
            writer.String(kind);
        }

        writer.EndArray();
    }

    public static void WriteText(JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.Name(name);
            writer.String(text);
        }
    }
}
