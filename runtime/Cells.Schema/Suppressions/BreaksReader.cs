using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads <c>cells.breaks.json</c>, strictly: a misspelt key would silently accept nothing, or lose what was written.</summary>
internal static class BreaksReader
{
    private const int MaxEntries = 10_000;
    private const int MaxConsumers = 10_000;

    private static readonly string[] DocumentKeys = ["$schema", "format", "accepted"];
    private static readonly string[] EntryKeys = ["fingerprint", "rule", "path", "reason", "expires", "consumers"];

    public static BreaksReadResult Read(string json)
    {
        if (json.Length > AcceptedBreaks.MaxLength)
        {
            string message = string.Format(CultureInfo.InvariantCulture, "the file is {0:N0} characters long, more than {1:N0}", json.Length, AcceptedBreaks.MaxLength);
            return new BreaksReadResult(null, new SchemaError(message, 0, 0, "$"));
        }

        JsonReadResult read = JsonReader.Read(json);
        if (read.Value is null)
        {
            JsonError error = read.Error!;
            return new BreaksReadResult(null, new SchemaError($"the file is not JSON: {error.Message}", error.Line, error.Column, "$"));
        }

        try
        {
            return new BreaksReadResult(ReadDocument(read.Value.Node), null);
        }
        catch (SchemaFormatException failure)
        {
            return new BreaksReadResult(null, failure.Error);
        }
    }

    private static AcceptedBreaks ReadDocument(SchemaNode document)
    {
        // The format first: of a newer one, every other key may mean something else.
        SchemaNode format = document.Get("format");
        int number = format.Integer(1, int.MaxValue);
        if (number > AcceptedBreaks.CurrentFormat)
        {
            throw format.Fail($"the file has format {number}, newer than {AcceptedBreaks.CurrentFormat}: use a newer version of Cells");
        }

        RequireKnownKeys(document, DocumentKeys);
        return new AcceptedBreaks { Entries = document.Get("accepted").Items(MaxEntries, "entries").ConvertAll(ReadEntry).ToEquatableArray() };
    }

    private static AcceptedBreak ReadEntry(SchemaNode entry)
    {
        RequireKnownKeys(entry, EntryKeys);
        return new AcceptedBreak
        {
            Fingerprint = entry.OptionalProse("fingerprint") ?? "",
            Rule = entry.OptionalProse("rule") ?? "",
            Path = entry.OptionalProse("path") ?? "",
            Reason = entry.OptionalProse("reason") ?? "",
            Expires = entry.OptionalProse("expires") ?? "",
            Consumers = entry.OptionalItems("consumers", MaxConsumers, "consumers").ConvertAll(static consumer => consumer.Prose()).ToEquatableArray(),
            Line = entry.Line,
            Column = entry.Column,
        };
    }

    private static void RequireKnownKeys(SchemaNode node, string[] known)
    {
        foreach (SchemaNode value in node.Properties())
        {
            string name = value.Name;
            if (Array.IndexOf(known, name) < 0)
            {
                string meant = NearestName.Find(name, known) is string nearest ? $"did you mean \"{nearest}\"?" : $"the keys are {string.Join(", ", known)}";
                throw value.Fail($"unknown key '{Excerpt.Of(name)}': {meant}");
            }
        }
    }
}
