namespace Cells.Schema;

/// <summary>Writes <c>cells.breaks.json</c>.</summary>
internal static class BreaksWriter
{
    private const string SchemaLocation = "https://raw.githubusercontent.com/cells-mesh/cells/main/docs/schema/cells-breaks.json";

    public static string Write(AcceptedBreaks breaks)
    {
        JsonWriter writer = new();
        writer.BeginObject();
        writer.Name("$schema");
        writer.String(SchemaLocation);
        writer.Name("format");
        writer.Number(AcceptedBreaks.CurrentFormat);
        writer.Name("accepted");
        writer.BeginArray();
        foreach (AcceptedBreak entry in breaks.Entries
            .OrderBy(static entry => entry.Path, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Rule, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Fingerprint, StringComparer.Ordinal))
        {
            Write(writer, entry);
        }

        writer.EndArray();
        writer.EndObject();
        return writer + "\n";
    }

    private static void Write(JsonWriter writer, AcceptedBreak entry)
    {
        writer.BeginObject();
        foreach ((string name, string value) in new[]
        {
            ("fingerprint", entry.Fingerprint),
            ("rule", entry.Rule),
            ("path", entry.Path),
            ("reason", entry.Reason),
            ("expires", entry.Expires),
        })
        {
            writer.Name(name);
            writer.String(value);
        }

        writer.Name("consumers");
        writer.BeginArray(inline: true);
        foreach (string consumer in entry.Consumers)
        {
            writer.String(consumer);
        }

        writer.EndArray();
        writer.EndObject();
    }
}
