namespace Cells.Schema;

/// <summary>Reads one alternative of a version range: comparisons joined by spaces, all of which must hold.</summary>
internal static class VersionRangeParser
{
    private static readonly string[] Operators = [">=", "<=", ">", "<", "=", "^", "~"];

    public static bool TryParseAlternative(string text, out VersionInterval interval)
    {
        interval = VersionInterval.All;
        List<string> terms = SplitTerms(text);
        foreach (string term in terms)
        {
            if (!TryParseTerm(term, out VersionInterval bounds))
            {
                return false;
            }

            interval = interval.Intersect(bounds);
        }

        return terms.Count > 0;
    }

    /// <summary>Splits at spaces; an operator may stand apart from its version.</summary>
    private static List<string> SplitTerms(string text)
    {
        List<string> terms = [];
        foreach (string word in text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (terms.Count > 0 && Array.IndexOf(Operators, terms[terms.Count - 1]) >= 0)
            {
                terms[terms.Count - 1] += word;
            }
            else
            {
                terms.Add(word);
            }
        }

        return terms;
    }

    private static bool TryParseTerm(string term, out VersionInterval bounds)
    {
        bounds = VersionInterval.All;
        string comparison = "";
        foreach (string candidate in Operators)
        {
            if (term.StartsWith(candidate, StringComparison.Ordinal))
            {
                comparison = candidate;
                break;
            }
        }

        if (!TryParsePartial(term.Substring(comparison.Length), out SemanticVersion version, out int given))
        {
            return false;
        }

        if (given == 0)
        {
            return comparison.Length == 0;
        }

        // With parts missing, `1.2` stands for everything from 1.2.0 up to, not including, 1.3.0.
        SemanticVersion? next = given switch
        {
            1 => Next(version, 0),
            2 => Next(version, 1),
            _ => null,
        };
        VersionInterval? read = comparison switch
        {
            ">=" => new(version, true, null, false),
            "<" => new(null, false, version, false),
            ">" => next is null ? new(version, false, null, false) : new(next, true, null, false),
            "<=" => next is null ? new(null, false, version, true) : new(null, false, next, false),
            "^" => UpTo(version, Next(version, CaretPart(version, given))),
            "~" => UpTo(version, Next(version, given == 1 ? 0 : 1)),
            _ => given == 3 ? new(version, true, version, true) : UpTo(version, next),
        };
        bounds = read ?? VersionInterval.All;
        return read is not null;
    }

    private static VersionInterval? UpTo(SemanticVersion version, SemanticVersion? next)
        => next is null ? null : new VersionInterval(version, true, next, false);

    /// <summary>The number that a caret holds fixed: the first one that is not 0, as far as they are given.</summary>
    private static int CaretPart(SemanticVersion version, int given)
        => version.Major > 0 || given == 1 ? 0 : version.Minor > 0 || given == 2 ? 1 : 2;

    /// <summary>The first version with the given part raised; null when the number has no successor.</summary>
    private static SemanticVersion? Next(SemanticVersion version, int part) => part switch
    {
        0 => version.Major == int.MaxValue ? null : new SemanticVersion(version.Major + 1, 0, 0),
        1 => version.Minor == int.MaxValue ? null : new SemanticVersion(version.Major, version.Minor + 1, 0),
        _ => version.Patch == int.MaxValue ? null : new SemanticVersion(version.Major, version.Minor, version.Patch + 1),
    };

    /// <summary>Reads <c>1</c>, <c>1.2</c>, <c>1.2.x</c>, <c>*</c> or a whole version; <paramref name="given"/> is the number of its parts.</summary>
    private static bool TryParsePartial(string text, out SemanticVersion version, out int given)
    {
        given = 3;
        if (SemanticVersion.TryParse(text, out version))
        {
            return true;
        }

        string[] parts = text.Split('.');
        int[] numbers = new int[3];
        given = 0;
        bool isOpen = false;
        if (parts.Length > 3)
        {
            return false;
        }

        foreach (string part in parts)
        {
            if (part is "*" or "x" or "X")
            {
                isOpen = true;
            }
            else if (isOpen || !SemanticVersion.TryParseNumber(part, out numbers[given]))
            {
                return false;
            }
            else
            {
                given++;
            }
        }

        version = new SemanticVersion(numbers[0], numbers[1], numbers[2]);
        return true;
    }
}
