namespace Cells.Schema;

/// <summary>A value of a JSON text, with the place where it stands.</summary>
/// <remarks>Numbers stay text, so that no digit is lost.</remarks>
public sealed class JsonValue
{
    private readonly Dictionary<string, JsonValue>? _index;

    internal JsonValue(JsonKind kind, string text, IReadOnlyList<JsonValue> items, IReadOnlyList<JsonProperty> properties, int line, int column)
    {
        Kind = kind;
        Text = text;
        Items = items;
        Properties = properties;
        Line = line;
        Column = column;
        if (properties.Count > IndexThreshold)
        {
            _index = new Dictionary<string, JsonValue>(properties.Count, StringComparer.Ordinal);
            foreach (JsonProperty property in properties)
            {
                _index[property.Name] = property.Value;
            }
        }
    }

    // Below this many properties a scan beats a dictionary.
    private const int IndexThreshold = 16;

    /// <summary>What the value is.</summary>
    public JsonKind Kind { get; }

    /// <summary>A string's characters, a number as written, <c>true</c>, <c>false</c> or <c>null</c>; empty for arrays and objects.</summary>
    public string Text { get; }

    /// <summary>The elements of an array; else empty.</summary>
    public IReadOnlyList<JsonValue> Items { get; }

    /// <summary>The properties of an object in their order, no name twice; else empty.</summary>
    public IReadOnlyList<JsonProperty> Properties { get; }

    /// <summary>The line of the value's first character, from 1.</summary>
    public int Line { get; }

    /// <summary>The column of the value's first character in UTF-16 units, from 1.</summary>
    public int Column { get; }

    /// <summary>The value of the property <paramref name="name"/>, or null when this is no object or has no such property.</summary>
    public JsonValue? Find(string name)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(name, out JsonValue? found) ? found : null;
        }

        foreach (JsonProperty property in Properties)
        {
            if (string.Equals(property.Name, name, StringComparison.Ordinal))
            {
                return property.Value;
            }
        }

        return null;
    }
}

/// <summary>A property of a JSON object.</summary>
/// <param name="Name">The name, unescaped.</param>
/// <param name="Value">The value.</param>
/// <param name="Line">The line of the name, from 1.</param>
/// <param name="Column">The column of the name in UTF-16 units, from 1.</param>
public sealed record JsonProperty(string Name, JsonValue Value, int Line, int Column);

/// <summary>What a JSON value is.</summary>
public enum JsonKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A string.</summary>
    String,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}
