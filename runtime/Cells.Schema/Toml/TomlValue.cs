namespace Cells.Schema;

/// <summary>One TOML value and where it stands.</summary>
public abstract class TomlValue
{
    private protected TomlValue(TomlPosition position) => Position = position;

    /// <summary>Where the value begins.</summary>
    public TomlPosition Position { get; }

    /// <summary>The line on which the value begins, from 1.</summary>
    public int Line => Position.Line;

    /// <summary>The column at which the value begins, from 1, in UTF-16 units.</summary>
    public int Column => Position.Column;

    /// <summary>What a message calls such a value, with its article: <c>a string</c>.</summary>
    public abstract string Description { get; }
}

/// <summary>A place in a TOML document.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
public readonly record struct TomlPosition(int Line, int Column);

/// <summary>A string, its escapes resolved and its line breaks as <c>\n</c>.</summary>
public sealed class TomlString(TomlPosition position, string value) : TomlValue(position)
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override string Description => "a string";
}

/// <summary>A 64-bit signed integer.</summary>
public sealed class TomlInteger(TomlPosition position, long value) : TomlValue(position)
{
    /// <summary>The number.</summary>
    public long Value { get; } = value;

    /// <inheritdoc/>
    public override string Description => "an integer";
}

/// <summary>A 64-bit floating-point number; infinities and not-a-number included.</summary>
public sealed class TomlFloat(TomlPosition position, double value) : TomlValue(position)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override string Description => "a float";
}

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class TomlBoolean(TomlPosition position, bool value) : TomlValue(position)
{
    /// <summary>The truth value.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override string Description => "a boolean";
}

/// <summary>A list of values, of any types.</summary>
public sealed class TomlArray : TomlValue
{
    private readonly List<TomlValue> _items = [];

    internal TomlArray(TomlPosition position, bool isOfTables)
        : base(position)
        => IsOfTables = isOfTables;

    /// <summary>The elements in order.</summary>
    public IReadOnlyList<TomlValue> Items => _items;

    /// <summary>Whether the array was written as <c>[[name]]</c> headers, which may append to it.</summary>
    public bool IsOfTables { get; }

    /// <inheritdoc/>
    public override string Description => IsOfTables ? "an array of tables" : "an array";

    internal void Add(TomlValue item) => _items.Add(item);
}
