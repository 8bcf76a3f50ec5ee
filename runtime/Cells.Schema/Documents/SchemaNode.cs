using System.Globalization;

namespace Cells.Schema;

/// <summary>Ends the reading of a schema document; never leaves <see cref="SchemaDocument.Read"/>.</summary>
internal sealed class SchemaFormatException(SchemaError error) : Exception(error.Message)
{
    public SchemaError Error { get; } = error;
}

/// <summary>A JSON value of a schema document that knows where it stands, and reads itself as what the schema expects there.</summary>
/// <param name="tokens">The document.</param>
/// <param name="index">The value's token.</param>
internal readonly struct SchemaNode(JsonTokens tokens, int index)
{
    private const int MaxText = 65_536;

    public JsonKind Kind => tokens[index].Kind;

    /// <summary>Of the value of a property: its name.</summary>
    public string Name => tokens.Text(index - 1);

    public int Line => tokens.Place(index).Line;

    public int Column => tokens.Place(index).Column;

    // Made when something is wrong, and only then.
    public string Path
    {
        get
        {
            List<string> segments = ["$"];
            for (int at = 0; at != index;)
            {
                bool isObject = tokens[at].Kind == JsonKind.Object;
                int child = isObject ? at + 2 : at + 1;
                for (int i = 0; ; i++)
                {
                    int end = tokens[child].End;
                    if (index < end)
                    {
                        segments.Add(isObject ? PropertySegment(tokens.Text(child - 1)) : string.Format(CultureInfo.InvariantCulture, "[{0}]", i));
                        at = child;
                        break;
                    }

                    child = isObject ? end + 1 : end;
                }
            }

            return string.Concat(segments);
        }
    }

    public SchemaFormatException Fail(string message) => new(new SchemaError(message, Line, Column, Path));

    public void RequireObject()
    {
        if (Kind != JsonKind.Object)
        {
            throw Fail($"expected an object, found {Describe()}");
        }
    }

    public SchemaNode? Find(string key) => tokens.Find(index, key) is >= 0 and int found ? new SchemaNode(tokens, found) : null;

    public SchemaNode Get(string key)
    {
        RequireObject();
        return Find(key) ?? throw Fail($"the key \"{key}\" is missing");
    }

    /// <summary>The values of the properties; each knows its name.</summary>
    public ChildNodes Properties()
    {
        RequireObject();
        return new ChildNodes(tokens, index);
    }

    /// <summary>The elements.</summary>
    public ChildNodes Items(int limit, string what)
    {
        if (Kind != JsonKind.Array)
        {
            throw Fail($"expected an array, found {Describe()}");
        }

        int count = tokens[index].Count;
        return count <= limit
            ? new ChildNodes(tokens, index)
            : throw Fail(string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}: at most {2:N0} are possible", count, what, limit));
    }

    public ChildNodes OptionalItems(string key, int limit, string what) => Find(key)?.Items(limit, what) ?? default;

    public string Text() => Kind != JsonKind.String
        ? throw Fail($"expected a string, found {Describe()}")
        : tokens.Text(index) is { Length: <= MaxText } text
            ? text
            : throw Fail(string.Format(CultureInfo.InvariantCulture, "a text of {0:N0} characters: at most {1:N0} are possible", tokens.Text(index).Length, MaxText));

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
    public string Identifier() => Text() is { } text && CSharpIdentifier.IsLegal(text) ? text : throw Fail($"{Quote()} is not a C# identifier");

    /// <summary>A full type name.</summary>
    public string FullName() => Text() is { } text && TypeName.IsLegal(text) ? text : throw Fail($"{Quote()} is not a C# type name");

    /// <summary>Distinct names in ordinal order.</summary>
    public EquatableArray<string> SortedNames(string key, int limit, Func<SchemaNode, string> read)
    {
        if (Find(key) is not SchemaNode list)
        {
            return default;
        }

        List<string> names = [];
        foreach (SchemaNode item in list.Items(limit, "names"))
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
    public bool Flag(string key) => Find(key) is SchemaNode node
        && (node.Kind is JsonKind.True or JsonKind.False ? node.Kind == JsonKind.True : throw node.Fail($"expected true or false, found {node.Describe()}"));

    public int Integer(int minimum, int maximum)
    {
        if (Kind != JsonKind.Number)
        {
            throw Fail($"expected a number, found {Describe()}");
        }

        return int.TryParse(tokens.Text(index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= minimum && number <= maximum
            ? number
            : throw Fail(string.Format(CultureInfo.InvariantCulture, "{0} is not an integer from {1:N0} to {2:N0}", tokens.Text(index), minimum, maximum));
    }

    public int? OptionalInteger(string key, int minimum, int maximum) => Find(key)?.Integer(minimum, maximum);

    /// <summary>The index of the word that stands here.</summary>
    public int Word(WordTable words) => words.IndexOf(Text()) is >= 0 and int word ? word : throw Fail($"{Quote()} is none of {string.Join(", ", words.Words)}");

    public string Quote() => $"'{Excerpt.Of(tokens.Text(index))}'";

    private string Describe() => Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.True or JsonKind.False => tokens.Text(index),
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
