namespace Cells.Schema;

/// <summary>A set of versions: <c>^1.2</c>, <c>~1.2</c>, <c>&gt;=1 &lt;2</c>, <c>1.x</c>, <c>*</c>, an exact version, and any of these joined by <c>||</c>.</summary>
/// <remarks>
/// A caret allows what does not change the leftmost number other than 0; a tilde allows patches, or minor versions where only the major is given.
/// A pre-release is in a range only where a bound of the same alternative is a pre-release of the same major, minor and patch.
/// </remarks>
public sealed class VersionRange : IEquatable<VersionRange>
{
    private readonly string _text;
    private readonly EquatableArray<VersionInterval> _alternatives;

    private VersionRange(string text, EquatableArray<VersionInterval> alternatives)
    {
        _text = text;
        _alternatives = alternatives;
    }

    /// <summary>Every release.</summary>
    public static VersionRange Any { get; } = new("*", [VersionInterval.All]);

    /// <summary>Reads <paramref name="text"/>; false when it is no range.</summary>
    public static bool TryParse(string text, out VersionRange range)
    {
        range = Any;
        if (text.Length > 4 * SemanticVersion.MaxLength)
        {
            return false;
        }

        List<VersionInterval> alternatives = [];
        foreach (string part in text.Split(["||"], StringSplitOptions.None))
        {
            if (!VersionRangeParser.TryParseAlternative(part, out VersionInterval interval))
            {
                return false;
            }

            alternatives.Add(interval);
        }

        range = new VersionRange(text.Trim(), alternatives.ToEquatableArray());
        return true;
    }

    /// <summary>Whether <paramref name="version"/> is in the range.</summary>
    public bool Contains(SemanticVersion version)
    {
        foreach (VersionInterval alternative in _alternatives.AsSpan())
        {
            if (alternative.Contains(version))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether both were written the same way or mean the same bounds.</summary>
    public bool Equals(VersionRange? other) => other is not null && _alternatives == other._alternatives;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionRange);

    /// <inheritdoc/>
    public override int GetHashCode() => _alternatives.GetHashCode();

    /// <summary>The range as it was written.</summary>
    public override string ToString() => _text;
}

/// <summary>The versions between two bounds.</summary>
/// <param name="Lower">The lower bound; null for none.</param>
/// <param name="IncludesLower">Whether the lower bound itself is in.</param>
/// <param name="Upper">The upper bound; null for none.</param>
/// <param name="IncludesUpper">Whether the upper bound itself is in.</param>
internal sealed record VersionInterval(SemanticVersion? Lower, bool IncludesLower, SemanticVersion? Upper, bool IncludesUpper)
{
    public static VersionInterval All { get; } = new(null, false, null, false);

    public bool Contains(SemanticVersion version)
    {
        bool isAboveLower = Lower is null || (IncludesLower ? version >= Lower : version > Lower);
        bool isBelowUpper = Upper is null || (IncludesUpper ? version <= Upper : version < Upper);
        return isAboveLower && isBelowUpper && (!version.IsPreRelease || IsPreReleaseOf(Lower, version) || IsPreReleaseOf(Upper, version));
    }

    public VersionInterval Intersect(VersionInterval other)
    {
        VersionInterval result = this;
        if (other.Lower is not null)
        {
            int order = Lower is null ? 1 : other.Lower.CompareTo(Lower);
            if (order > 0 || (order == 0 && !other.IncludesLower))
            {
                result = result with { Lower = other.Lower, IncludesLower = other.IncludesLower };
            }
        }

        if (other.Upper is not null)
        {
            int order = Upper is null ? -1 : other.Upper.CompareTo(Upper);
            if (order < 0 || (order == 0 && !other.IncludesUpper))
            {
                result = result with { Upper = other.Upper, IncludesUpper = other.IncludesUpper };
            }
        }

        return result;
    }

    private static bool IsPreReleaseOf(SemanticVersion? bound, SemanticVersion version)
        => bound is { IsPreRelease: true } && bound.Major == version.Major && bound.Minor == version.Minor && bound.Patch == version.Patch;
}
