using System.Globalization;

namespace Cells.Schema;

/// <summary>Turns a TOML value into the value of a key.</summary>
internal static class ManifestValueReader
{
    private const string Off = "off";

    /// <summary>Reads a value; null, with a complaint, when it is not what the key takes.</summary>
    /// <remarks>
    /// Text of any kind: string. Paths: list of string. Version: SemanticVersion. Range: VersionRange. Integer and byte size: long. Number: double.
    /// Duration: TimeSpan, or <see cref="ManifestValues.Off"/>.
    /// </remarks>
    public static object? Read(ManifestKey key, TomlValue value, Action<string, string, TomlPosition> complain)
    {
        object? read = key.Type switch
        {
            ManifestValueType.Integer => (value as TomlInteger)?.Value,
            ManifestValueType.Boolean => (value as TomlBoolean)?.Value,
            ManifestValueType.Number => value switch
            {
                TomlInteger integer => (double)integer.Value,
                TomlFloat number => number.Value,
                _ => null,
            },
            ManifestValueType.Paths => ReadPaths(key, value, complain, out bool isWrongItem) ?? (isWrongItem ? Complained : null),
            _ => value is TomlString text ? ReadText(key, text.Value, value.Position, complain) ?? Complained : null,
        };
        if (ReferenceEquals(read, Complained))
        {
            return null;
        }

        if (read is null)
        {
            complain(ManifestRules.WrongType, $"'{key}' must be {Describe(key)}, not {value.Description}.", value.Position);
            return null;
        }

        return IsInBounds(key, read, value.Position, complain) ? read : null;
    }

    /// <summary>What a key takes, with an example.</summary>
    public static string Describe(ManifestKey key) => key.Type switch
    {
        ManifestValueType.Integer => "an integer",
        ManifestValueType.Number => "a number",
        ManifestValueType.Boolean => "true or false",
        ManifestValueType.Version => "a version in quotes such as \"1.4.0\"",
        ManifestValueType.VersionRange => "a version range in quotes such as \"^1.2\"",
        ManifestValueType.Duration => "a duration in quotes such as \"30s\"",
        ManifestValueType.DurationOrOff => "a duration in quotes such as \"30s\", or \"off\"",
        ManifestValueType.ByteSize => "a byte size in quotes such as \"64KiB\"",
        ManifestValueType.Choice => string.Join(" or ", key.Choices.Select(choice => $"\"{choice}\"")),
        ManifestValueType.Paths => "a path in quotes, or an array of paths",
        _ => "a string",
    };

    private static object Complained { get; } = new();

    private static object? ReadText(ManifestKey key, string text, TomlPosition position, Action<string, string, TomlPosition> complain)
    {
        (object? read, string rule, string problem) = key.Type switch
        {
            ManifestValueType.Version => (
                SemanticVersion.TryParse(text, out SemanticVersion version) ? version : null,
                ManifestRules.BadVersion,
                "is no semantic version: write major.minor.patch, as in \"1.4.0\" or \"2.0.0-rc.1\"."),
            ManifestValueType.VersionRange => (
                VersionRange.TryParse(text, out VersionRange range) ? range : null,
                ManifestRules.BadVersionRange,
                "is no version range: write \"^1.2\", \"~1.2\", \">=1 <2\", \"1.4.0\", \"*\", or several of them joined by \"||\"."),
            ManifestValueType.Duration or ManifestValueType.DurationOrOff => (
                ReadDuration(key, text),
                ManifestRules.BadDuration,
                "is no duration: write a whole number and one of ms, s, m, h, d without a space, as in \"250ms\" or \"10m\"."),
            ManifestValueType.ByteSize => (
                ByteSize.TryParse(text, out long bytes) ? bytes : null,
                ManifestRules.BadByteSize,
                "is no byte size: write a whole number and one of B, KiB, MiB, GiB without a space, as in \"64KiB\"."),
            ManifestValueType.Choice => (
                key.Choices.Contains(text) ? text : (object?)null,
                ManifestRules.OutOfRange,
                $"is not allowed: write {Describe(key)}."),
            ManifestValueType.Name => (
                ManifestNames.IsCellName(text) ? text : null,
                ManifestRules.BadName,
                "is no legal name: use letters, digits, '_', '-' and '.', beginning with a letter or digit; at most 64."),
            ManifestValueType.Namespace => (
                ManifestNames.IsNamespace(text) ? text : null,
                ManifestRules.BadName,
                "is no C# namespace: write identifiers joined by '.', none of them a keyword."),
            ManifestValueType.Path => (
                ManifestNames.IsPath(text) ? text : null,
                ManifestRules.BadName,
                "is no path: it must not be empty or hold control characters."),
            _ => (text, "", ""),
        };
        if (read is null)
        {
            complain(rule, $"'{key}': {ManifestNames.Quote(text)} {problem}", position);
        }

        return read;
    }

    private static TimeSpan? ReadDuration(ManifestKey key, string text)
    {
        if (text == Off && key.Type == ManifestValueType.DurationOrOff)
        {
            return ManifestValues.Off;
        }

        return Duration.TryParse(text, out TimeSpan duration) ? duration : null;
    }

    private static List<string>? ReadPaths(ManifestKey key, TomlValue value, Action<string, string, TomlPosition> complain, out bool isWrongItem)
    {
        isWrongItem = false;
        ManifestKey single = key with { Type = ManifestValueType.Path };
        if (value is not TomlArray { IsOfTables: false } array)
        {
            isWrongItem = value is TomlString;
            return isWrongItem && Read(single, value, complain) is string path ? [path] : null;
        }

        List<string> paths = [];
        foreach (TomlValue item in array.Items)
        {
            if (Read(single, item, complain) is string path)
            {
                paths.Add(path);
            }
            else
            {
                isWrongItem = true;
            }
        }

        if (array.Items.Count == 0)
        {
            complain(ManifestRules.OutOfRange, $"'{key}' must name at least one directory.", array.Position);
            isWrongItem = true;
        }

        return isWrongItem ? null : paths;
    }

    private static bool IsInBounds(ManifestKey key, object read, TomlPosition position, Action<string, string, TomlPosition> complain)
    {
        bool isOff = key.Type == ManifestValueType.DurationOrOff && read is TimeSpan span && span == ManifestValues.Off;
        bool isNumber = read is not double number || !(double.IsNaN(number) || double.IsInfinity(number));
        IComparable? comparable = read as IComparable;
        bool isTooSmall = key.Minimum is not null && !isOff && comparable!.CompareTo(ReadLiteral(key, key.Minimum)) < 0;
        bool isTooLarge = key.Maximum is not null && comparable!.CompareTo(ReadLiteral(key, key.Maximum)) > 0;
        if (isNumber && !isTooSmall && !isTooLarge)
        {
            return true;
        }

        string allowed = (key.Minimum, key.Maximum) switch
        {
            (not null, not null) => $"from {key.Minimum} to {key.Maximum}",
            (not null, null) => $"at least {key.Minimum}",
            _ => $"at most {key.Maximum}",
        };
        complain(ManifestRules.OutOfRange, $"'{key}' is {Format(key, read)}: it must be {allowed}.", position);
        return false;
    }

    /// <summary>A default or bound from the table of keys.</summary>
    public static object? ReadLiteral(ManifestKey key, string literal)
    {
        TomlValue value = TomlReader.Read("value = " + literal).Root!.Entries[0].Value;
        return Read(key with { Minimum = null, Maximum = null }, value, static (_, message, _) => throw new InvalidOperationException(message));
    }

    private static string Format(ManifestKey key, object read) => read switch
    {
        TimeSpan duration => $"\"{Duration.Format(duration)}\"",
        long bytes when key.Type == ManifestValueType.ByteSize => $"\"{ByteSize.Format(bytes)}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => read.ToString() ?? "",
    };
}
