namespace Cells.Schema;

/// <summary>A value of a JSON text, with the place where it stands.</summary>
/// <remarks>Numbers stay text, so that no digit is lost.</remarks>
public sealed class JsonValue
{
    private readonly JsonTokens _tokens;
    private readonly int _index;
    private IReadOnlyList<JsonValue>? _items;
    private IReadOnlyList<JsonProperty>? _properties;

    internal JsonValue(JsonTokens tokens, int index)
    {
        _tokens = tokens;
        _index = index;
    }

    /// <summary>What the value is.</summary>
    public JsonKind Kind => _tokens[_index].Kind;

    /// <summary>A string's characters, a number as written, <c>true</c>, <c>false</c> or <c>null</c>; empty for arrays and objects.</summary>
    public string Text => _tokens.Text(_index);

    /// <summary>The elements of an array; else empty.</summary>
    public IReadOnlyList<JsonValue> Items => _items ??= Kind == JsonKind.Array ? ReadItems() : [];

    /// <summary>The properties of an object in their order, no name twice; else empty.</summary>
    public IReadOnlyList<JsonProperty> Properties => _properties ??= Kind == JsonKind.Object ? ReadProperties() : [];

    /// <summary>The line of the value's first character, from 1.</summary>
    public int Line => _tokens.Place(_index).Line;

    /// <summary>The column of the value's first character in UTF-16 units, from 1.</summary>
    public int Column => _tokens.Place(_index).Column;

    internal SchemaNode Node => new(_tokens, _index);

    /// <summary>The value of the property <paramref name="name"/>, or null when this is no object or has no such property.</summary>
    public JsonValue? Find(string name) => _tokens.Find(_index, name) is >= 0 and int value ? new JsonValue(_tokens, value) : null;

    private JsonValue[] ReadItems()
    {
        JsonValue[] items = new JsonValue[_tokens[_index].Count];
        for (int i = 0, token = _index + 1; i < items.Length; i++, token = _tokens[token].End)
        {
            items[i] = new JsonValue(_tokens, token);
        }

        return items;
    }

    private JsonProperty[] ReadProperties()
    {
        JsonProperty[] properties = new JsonProperty[_tokens[_index].Count];
        for (int i = 0, name = _index + 1; i < properties.Length; i++, name = _tokens[name + 1].End)
        {
            properties[i] = new JsonProperty(_tokens, name);
        }

        return properties;
    }
}

/// <summary>A property of a JSON object.</summary>
public sealed class JsonProperty
{
    private readonly JsonTokens _tokens;
    private readonly int _name;

    internal JsonProperty(JsonTokens tokens, int name)
    {
        _tokens = tokens;
        _name = name;
        Name = tokens.Text(name);
        Value = new JsonValue(tokens, name + 1);
    }

    /// <summary>The name, unescaped.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public JsonValue Value { get; }

    /// <summary>The line of the name, from 1.</summary>
    public int Line => _tokens.Place(_name).Line;

    /// <summary>The column of the name in UTF-16 units, from 1.</summary>
    public int Column => _tokens.Place(_name).Column;
}

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
