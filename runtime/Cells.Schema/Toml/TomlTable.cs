namespace Cells.Schema;

/// <summary>A table: keys and values in the order written.</summary>
public sealed class TomlTable : TomlValue
{
    private readonly List<TomlEntry> _entries = [];
    private readonly Dictionary<string, TomlEntry> _byKey = new(StringComparer.Ordinal);

    internal TomlTable(TomlPosition position, TomlTableOrigin origin, int depth)
        : base(position)
    {
        Origin = origin;
        Depth = depth;
    }

    /// <summary>The keys and values in the order written.</summary>
    public IReadOnlyList<TomlEntry> Entries => _entries;

    /// <inheritdoc/>
    public override string Description => Origin == TomlTableOrigin.Inline ? "an inline table" : "a table";

    /// <summary>How the table came to be, which decides what may still be added to it.</summary>
    internal TomlTableOrigin Origin { get; set; }

    /// <summary>The number of tables and arrays around this one.</summary>
    internal int Depth { get; }

    /// <summary>The entry under <paramref name="key"/>, or null.</summary>
    public TomlEntry? Find(string key) => _byKey.TryGetValue(key, out TomlEntry? entry) ? entry : null;

    internal void Add(TomlEntry entry)
    {
        _byKey.Add(entry.Key, entry);
        _entries.Add(entry);
    }
}

/// <summary>A key and its value in a table.</summary>
public sealed class TomlEntry
{
    internal TomlEntry(string key, TomlPosition position, TomlValue value)
    {
        Key = key;
        Position = position;
        Value = value;
    }

    /// <summary>The key, unquoted.</summary>
    public string Key { get; }

    /// <summary>Where the key begins.</summary>
    public TomlPosition Position { get; }

    /// <summary>The value.</summary>
    public TomlValue Value { get; }
}

/// <summary>How a table came to be.</summary>
internal enum TomlTableOrigin
{
    /// <summary>As a parent in a header, <c>a</c> in <c>[a.b]</c>: its own header may still follow.</summary>
    Implied,

    /// <summary>By its own header, or as an element of an array of tables.</summary>
    Header,

    /// <summary>As a parent in a dotted key, <c>a</c> in <c>a.b = 1</c>: no header may name it.</summary>
    DottedKey,

    /// <summary>In braces: closed, nothing may be added.</summary>
    Inline,
}
