namespace Cells.Schema;

/// <summary>What is known about one key: enough to read and check it, and to write its line of the reference.</summary>
/// <param name="Table">The table that it belongs to; <see cref="ManifestKeys.DependencyTable"/> for the keys of one dependency.</param>
/// <param name="Name">The key.</param>
/// <param name="Type">The form of its value.</param>
/// <param name="Meaning">What it does, in Markdown.</param>
public sealed record ManifestKey(string Table, string Name, ManifestValueType Type, string Meaning)
{
    /// <summary>The value where the key is absent, written as TOML; null for none.</summary>
    public string? Default { get; init; }

    /// <summary>The least value, written as TOML; null for no bound but that of the type.</summary>
    public string? Minimum { get; init; }

    /// <summary>The greatest value, written as TOML; null for no bound but that of the type.</summary>
    public string? Maximum { get; init; }

    /// <summary>The texts allowed for <see cref="ManifestValueType.Choice"/>.</summary>
    public EquatableArray<string> Choices { get; init; }

    /// <summary>Whether the key must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The key as messages write it.</summary>
    public override string ToString() => $"[{Table}] {Name}";
}

/// <summary>The forms of values in a manifest.</summary>
public enum ManifestValueType
{
    /// <summary>Any string.</summary>
    Text,

    /// <summary>A name: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, at most 64.</summary>
    Name,

    /// <summary>A path, relative to the manifest's directory.</summary>
    Path,

    /// <summary>A path, or an array of paths.</summary>
    Paths,

    /// <summary>A C# namespace.</summary>
    Namespace,

    /// <summary>A semantic version.</summary>
    Version,

    /// <summary>A range of versions.</summary>
    VersionRange,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number, whole or not.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A time span: <c>"250ms"</c>.</summary>
    Duration,

    /// <summary>A time span, or <c>"off"</c>.</summary>
    DurationOrOff,

    /// <summary>An amount of memory: <c>"16MiB"</c>.</summary>
    ByteSize,

    /// <summary>One of a few strings.</summary>
    Choice,
}
