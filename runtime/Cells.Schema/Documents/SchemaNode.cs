using System.Globalization;

namespace Cells.Schema;

/// <summary>Ends the reading of a schema document; never leaves <see cref="SchemaDocument.Read"/>.</summary>
internal sealed class SchemaFormatException(SchemaError error) : Exception(error.Message)
{
    public SchemaError Error { get; } = error;
}

/// <summary>A JSON value of a schema document that knows where it stands, and reads itself as what the schema expects there.</summary>
/// <param name="value">The value.</param>
/// <param name="parent">The object or array that holds it; null for the document.</param>
/// <param name="key">The property's name; null for an element of an array.</param>
/// <param name="index">The index in the array.</param>
internal sealed class SchemaNode(JsonValue value, SchemaNode? parent, string? key, int index = 0)
{
    private const int MaxText = 65_536;

    public JsonValue Value => value;

    public string Path
    {
        get
        {
            Stack<string> segments = new();
            for (SchemaNode? node = this; node is not null; node = node.Parent)
            {
                segments.Push(node.Segment);
            }

            return string.Concat(segments);
        }
    }

    private SchemaNode? Parent => parent;

    // Made when something is wrong, and only then.
    private string Segment => parent is null ? "$" : key is null ? string.Format(CultureInfo.InvariantCulture, "[{0}]", index) : PropertySegment(key);

    public SchemaFormatException Fail(string message) => new(new SchemaError(message, value.Line, value.Column, Path));

    public void RequireObject()
    {
        if (value.Kind != JsonKind.Object)
        {
            throw Fail($"expected an object, found {Describe()}");
        }
    }

    public SchemaNode? Find(string key) => value.Find(key) is JsonValue found ? new SchemaNode(found, this, key) : null;

    public SchemaNode Get(string key)
    {
        RequireObject();
        return Find(key) ?? throw Fail($"the key \"{key}\" is missing");
    }

    public IEnumerable<(string Name, SchemaNode Node)> Properties()
    {
        RequireObject();
        return value.Properties.Select(property => (property.Name, new SchemaNode(property.Value, this, property.Name)));
    }

    public List<SchemaNode> Items(int limit, string what)
    {
        if (value.Kind != JsonKind.Array)
        {
            throw Fail($"expected an array, found {Describe()}");
        }

        if (value.Items.Count > limit)
        {
            throw Fail(string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}: at most {2:N0} are possible", value.Items.Count, what, limit));
        }

        List<SchemaNode> items = new(value.Items.Count);
        for (int i = 0; i < value.Items.Count; i++)
        {
            items.Add(new SchemaNode(value.Items[i], this, key: null, i));
        }

        return items;
    }

    public List<SchemaNode> OptionalItems(string key, int limit, string what) => Find(key)?.Items(limit, what) ?? [];

    public string Text() => value.Kind != JsonKind.String
        ? throw Fail($"expected a string, found {Describe()}")
        : value.Text.Length > MaxText
            ? throw Fail(string.Format(CultureInfo.InvariantCulture, "a text of {0:N0} characters: at most {1:N0} are possible", value.Text.Length, MaxText))
            : value.Text;

    /// <summary>A text that may stand in a comment or on a terminal: without control characters other than tab and line feed.</summary>
    public string Prose()
    {
        string text = Text();
        foreach (char unit in text)
        {
            if (unit is (< ' ' and not ('\t' or '\n' or '\r')) or (>= '\x7F' and <= '\x9F') or '\u2028' or '\u2029')
            {
                throw Fail(string.Format(CultureInfo.InvariantCulture, "the text holds the character U+{0:X4}", (int)unit));
            }
        }

        return text;
    }

    public string? OptionalProse(string key) => Find(key)?.Prose();

    /// <summary>A name that is a C# identifier.</summary>
    public string Identifier() => CSharpIdentifier.IsLegal(Text()) ? value.Text : throw Fail($"{Quote()} is not a C# identifier");

    /// <summary>A full type name.</summary>
    public string FullName() => TypeName.IsLegal(Text()) ? value.Text : throw Fail($"{Quote()} is not a C# type name");

    /// <summary>Distinct names in ordinal order.</summary>
    public EquatableArray<string> SortedNames(string key, int limit, Func<SchemaNode, string> read)
    {
        List<string> names = [];
        foreach (SchemaNode item in OptionalItems(key, limit, "names"))
        {
            string name = read(item);
            if (names.Count > 0 && string.CompareOrdinal(names[names.Count - 1], name) >= 0)
            {
                throw item.Fail($"{item.Quote()} stands twice or not in ordinal order");
            }

            names.Add(name);
        }

        return names.ToEquatableArray();
    }

    /// <summary>Absent means false.</summary>
    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        { Value.Kind: JsonKind.True } => true,
        { Value.Kind: JsonKind.False } => false,
        SchemaNode node => throw node.Fail($"expected true or false, found {node.Describe()}"),
    };

    public int Integer(int minimum, int maximum)
    {
        if (value.Kind != JsonKind.Number)
        {
            throw Fail($"expected a number, found {Describe()}");
        }

        return int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= minimum && number <= maximum
            ? number
            : throw Fail(string.Format(CultureInfo.InvariantCulture, "{0} is not an integer from {1:N0} to {2:N0}", value.Text, minimum, maximum));
    }

    public int? OptionalInteger(string key, int minimum, int maximum) => Find(key)?.Integer(minimum, maximum);

    public TKind Word<TKind>(IReadOnlyDictionary<string, TKind> words) => words.TryGetValue(Text(), out TKind? kind)
        ? kind
        : throw Fail($"{Quote()} is none of {string.Join(", ", words.Keys)}");

    public string Quote() => $"'{Excerpt.Of(value.Text)}'";

    private string Describe() => value.Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => value.Text,
        JsonKind.Number => "a number",
        JsonKind.String => "a string",
        JsonKind.Array => "an array",
        _ => "an object",
    };

    private static string PropertySegment(string name)
    {
        string shown = Excerpt.Of(name);
        return shown.All(unit => unit is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '$') ? "." + shown : $"['{shown}']";
    }
}
