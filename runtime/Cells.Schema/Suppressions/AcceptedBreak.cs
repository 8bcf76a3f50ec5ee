namespace Cells.Schema;

/// <summary>One entry of <c>cells.breaks.json</c>: a finding that was accepted, why, for how long and against whom.</summary>
public sealed record AcceptedBreak
{
    /// <summary>The <see cref="CompatibilityFinding.Fingerprint"/> of the finding.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The id of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>The path of the finding, for whoever reads the file; the fingerprint is what counts.</summary>
    public string Path { get; init; } = "";

    /// <summary>Why the break is accepted.</summary>
    public required string Reason { get; init; }

    /// <summary>Until when, as <see cref="BreakExpiry"/> reads it.</summary>
    public required string Expires { get; init; }

    /// <summary>The consumers that it was accepted against. One that appears later is not among them.</summary>
    public EquatableArray<string> Consumers { get; init; }

    /// <summary>The line of the entry in its file, from 1; 0 for an entry that was not read.</summary>
    public int Line { get; init; }

    /// <summary>The column of the entry in its file, from 1; 0 for an entry that was not read.</summary>
    public int Column { get; init; }

    /// <summary>What the entry lacks to accept anything (CELL2002), as the end of a sentence; null when it is complete.</summary>
    internal string? Defect
    {
        get
        {
            if (!IsFingerprint(Fingerprint))
            {
                return $"has no fingerprint of {CompatibilityFinding.FingerprintLength} hexadecimal digits";
            }

            if (CompatibilityRules.Find(Rule) is not CompatibilityRule rule)
            {
                return Rule.Length == 0 ? "names no rule" : $"names the rule '{Excerpt.Of(Rule)}', which does not exist";
            }

            return rule.IsPolicy ? $"names the rule {rule.Id}, which cannot be suppressed"
                : string.IsNullOrWhiteSpace(Reason) ? "gives no reason"
                : Expires.Length == 0 ? "does not say when it expires"
                : !BreakExpiry.TryParse(Expires, out _) ? $"expires at '{Excerpt.Of(Expires)}', which is neither a version nor a day as 2026-03-31"
                : Consumers.IsEmpty || Consumers.Any(string.IsNullOrWhiteSpace) ? "names no consumers"
                : null;
        }
    }

    private static bool IsFingerprint(string text)
        => text.Length == CompatibilityFinding.FingerprintLength && text.All(static digit => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
