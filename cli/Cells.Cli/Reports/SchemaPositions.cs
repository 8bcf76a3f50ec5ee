using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>Places of declarations in a schema's document, which is parsed when the first one is asked for.</summary>
internal sealed class SchemaPositions
{
    private static readonly char[] CallEnds = ['(', ':', '!', '[', '{'];

    private readonly string _file;
    private readonly Lazy<JsonValue?> _document;
    private readonly Lazy<Dictionary<string, JsonValue>> _calls;

    private SchemaPositions(string file, string document)
    {
        _file = file;
        _document = new Lazy<JsonValue?>(() => JsonReader.Read(document).Value);
        _calls = new Lazy<Dictionary<string, JsonValue>>(IndexCalls);
    }

    /// <summary>The places of a side; null when its schema has no file in the working tree.</summary>
    public static SchemaPositions? Of(SideSchema side) => side is { File: { } file, Document: { } document } ? new SchemaPositions(file, document) : null;

    /// <summary>The document as a whole.</summary>
    public ReportLocation OfDocument() => new(_file, 0, 0);

    /// <summary>The cell's version.</summary>
    public ReportLocation OfVersion() => At(_document.Value?.Find("x-version")) ?? OfDocument();

    /// <summary>What a finding is about, or the nearest declaration around it; null when the document has neither.</summary>
    public ReportLocation? Find(CompatibilityFinding finding)
        => (finding.DeclaringType is { } type && _document.Value?.Find("definitions")?.Find(type) is { } definition
            ? At(Member(definition, finding.DeclaredName) ?? definition)
            : null)
            ?? FindCall(finding.Path);

    private ReportLocation? FindCall(string path)
    {
        int dot = path.IndexOf('.');
        int end = path.IndexOfAny(CallEnds);
        if (dot < 0 || (end >= 0 && end < dot))
        {
            return null;
        }

        if (!_calls.Value.TryGetValue(end < 0 ? path[(dot + 1)..] : path[(dot + 1)..end], out JsonValue? call))
        {
            return null;
        }

        JsonValue? part = null;
        if (end >= 0 && path[end] == '(' && path.IndexOf(')', end) is var close && close > 0)
        {
            string name = path[(end + 1)..close];
            part = call.Find("parameters")?.Items.FirstOrDefault(parameter => parameter.Find("name")?.Text == name);
        }
        else if (end >= 0 && path[end] == ':')
        {
            part = call.Find("result");
        }

        return At(part ?? call);
    }

    private static JsonValue? Member(JsonValue definition, string? name)
    {
        if (name is null)
        {
            return null;
        }

        // The values of an enum are objects with a name; the members of a type, properties of that name.
        return definition.Find("properties")?.Find(name)
            ?? definition.Find("x-values")?.Items.FirstOrDefault(value => value.Find("name")?.Text == name);
    }

    private Dictionary<string, JsonValue> IndexCalls()
    {
        Dictionary<string, JsonValue> calls = new(StringComparer.Ordinal);
        foreach (JsonValue call in _document.Value?.Find("x-calls")?.Items ?? [])
        {
            if (call.Find("name") is { } name)
            {
                calls[name.Text] = call;
            }
        }

        return calls;
    }

    private ReportLocation? At(JsonValue? value) => value is null ? null : new ReportLocation(_file, value.Line, value.Column);
}
