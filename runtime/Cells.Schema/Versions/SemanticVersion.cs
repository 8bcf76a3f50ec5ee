using System.Globalization;

namespace Cells.Schema;

/// <summary>A version as Semantic Versioning 2.0.0 defines it (semver.org): <c>1.4.0-rc.1+build.7</c>.</summary>
/// <remarks>Compares by precedence, which ignores build metadata; equality, as for every record, does not.</remarks>
public sealed record SemanticVersion : IComparable<SemanticVersion>
{
    /// <summary>The longest text that is read, in UTF-16 units.</summary>
    public const int MaxLength = 256;

    /// <summary>Creates a version.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public SemanticVersion(int major, int minor, int patch)
        : this(major, minor, patch, "", "")
    {
        if (major < 0 || minor < 0 || patch < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(major), "The numbers of a version are not negative.");
        }
    }

    private SemanticVersion(int major, int minor, int patch, string preRelease, string build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        PreRelease = preRelease;
        Build = build;
    }

    /// <summary>The version of a cell that states none.</summary>
    public static SemanticVersion Zero { get; } = new(0, 0, 0);

    /// <summary>Raised by changes that break consumers.</summary>
    public int Major { get; }

    /// <summary>Raised by additions.</summary>
    public int Minor { get; }

    /// <summary>Raised by corrections.</summary>
    public int Patch { get; }

    /// <summary>The identifiers after <c>-</c>, as in <c>rc.1</c>; empty for a release.</summary>
    public string PreRelease { get; }

    /// <summary>The identifiers after <c>+</c>; empty without.</summary>
    public string Build { get; }

    /// <summary>Whether this version precedes its release.</summary>
    public bool IsPreRelease => PreRelease.Length > 0;

    /// <summary>Reads <paramref name="text"/>; false unless it is a complete version.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = Zero;
        if (text.Length > MaxLength)
        {
            return false;
        }

        string rest = text;
        string build = "";
        int plus = rest.IndexOf('+');
        if (plus >= 0)
        {
            build = rest.Substring(plus + 1);
            rest = rest.Substring(0, plus);
            if (!AreIdentifiers(build, allowLeadingZero: true))
            {
                return false;
            }
        }

        string preRelease = "";
        int dash = rest.IndexOf('-');
        if (dash >= 0)
        {
            preRelease = rest.Substring(dash + 1);
            rest = rest.Substring(0, dash);
            if (!AreIdentifiers(preRelease, allowLeadingZero: false))
            {
                return false;
            }
        }

        string[] parts = rest.Split('.');
        if (parts.Length != 3
            || !TryParseNumber(parts[0], out int major)
            || !TryParseNumber(parts[1], out int minor)
            || !TryParseNumber(parts[2], out int patch))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch, preRelease, build);
        return true;
    }

    /// <summary>Compares by precedence, section 11 of the specification.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePreRelease(PreRelease, other.PreRelease);
    }

    /// <summary>Whether <paramref name="left"/> precedes <paramref name="right"/>.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> follows <paramref name="right"/>.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> precedes <paramref name="right"/> or has the same precedence.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> follows <paramref name="right"/> or has the same precedence.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <summary>The version as it is written.</summary>
    public override string ToString()
        => $"{Major}.{Minor}.{Patch}" + (PreRelease.Length > 0 ? "-" + PreRelease : "") + (Build.Length > 0 ? "+" + Build : "");

    internal static bool TryParseNumber(string text, out int number)
    {
        number = 0;
        return text.Length > 0
            && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool AreIdentifiers(string text, bool allowLeadingZero)
    {
        foreach (string identifier in text.Split('.'))
        {
            if (identifier.Length == 0 || (!allowLeadingZero && identifier.Length > 1 && identifier[0] == '0' && IsNumeric(identifier)))
            {
                return false;
            }

            foreach (char character in identifier)
            {
                if (character is not ((>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-'))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            // A release follows its pre-releases.
            return (left.Length == 0 ? 1 : 0) - (right.Length == 0 ? 1 : 0);
        }

        string[] leftParts = left.Split('.');
        string[] rightParts = right.Split('.');
        for (int index = 0; index < leftParts.Length && index < rightParts.Length; index++)
        {
            int order = CompareIdentifiers(leftParts[index], rightParts[index]);
            if (order != 0)
            {
                return order;
            }
        }

        return leftParts.Length.CompareTo(rightParts.Length);
    }

    private static int CompareIdentifiers(string left, string right)
    {
        bool isLeftNumeric = IsNumeric(left);
        bool isRightNumeric = IsNumeric(right);
        if (isLeftNumeric && isRightNumeric)
        {
            // Of any length: without leading zeros, the longer one is the larger.
            int byLength = left.Length.CompareTo(right.Length);
            return byLength != 0 ? byLength : Math.Sign(string.CompareOrdinal(left, right));
        }

        return isLeftNumeric == isRightNumeric ? Math.Sign(string.CompareOrdinal(left, right)) : isLeftNumeric ? -1 : 1;
    }

    private static bool IsNumeric(string identifier)
    {
        foreach (char character in identifier)
        {
            if (character is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }
}
