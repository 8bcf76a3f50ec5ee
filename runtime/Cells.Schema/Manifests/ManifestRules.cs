namespace Cells.Schema;

/// <summary>The ids of what can be wrong with a manifest. An id is a contract: never reused, never given another meaning.</summary>
public static class ManifestRules
{
    /// <summary>The file is no TOML.</summary>
    public const string Syntax = "CELL0001";

    /// <summary>A key or table that nothing reads.</summary>
    public const string UnknownKey = "CELL0002";

    /// <summary>A value of another type than the key takes.</summary>
    public const string WrongType = "CELL0003";

    /// <summary>A version that is no semantic version.</summary>
    public const string BadVersion = "CELL0004";

    /// <summary>A version range that cannot be read.</summary>
    public const string BadVersionRange = "CELL0005";

    /// <summary>A duration that cannot be read.</summary>
    public const string BadDuration = "CELL0006";

    /// <summary>A byte size that cannot be read.</summary>
    public const string BadByteSize = "CELL0007";

    /// <summary>An alias of a dependency that is no name, or is taken.</summary>
    public const string BadAlias = "CELL0008";

    /// <summary>A value outside what the key allows.</summary>
    public const string OutOfRange = "CELL0009";

    /// <summary>A name, namespace, path or variable that is not legal.</summary>
    public const string BadName = "CELL0010";

    /// <summary>A key that must be there.</summary>
    public const string MissingKey = "CELL0011";

    /// <summary>Every id with its title.</summary>
    public static IReadOnlyList<(string Id, string Title)> All { get; } =
    [
        (Syntax, "The manifest is not valid TOML"),
        (UnknownKey, "Unknown key in the manifest"),
        (WrongType, "Value of the wrong type in the manifest"),
        (BadVersion, "Not a semantic version"),
        (BadVersionRange, "Not a version range"),
        (BadDuration, "Not a duration"),
        (BadByteSize, "Not a byte size"),
        (BadAlias, "Not a usable alias of a dependency"),
        (OutOfRange, "Value outside what the key allows"),
        (BadName, "Not a legal name or path"),
        (MissingKey, "Key missing in the manifest"),
    ];
}
