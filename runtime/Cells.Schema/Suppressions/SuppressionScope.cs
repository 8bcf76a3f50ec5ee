namespace Cells.Schema;

/// <summary>For which cell accepted breaks are judged, and when.</summary>
/// <param name="Cell">The simple name of the cell.</param>
/// <param name="Version">The cell's version, which may end an acceptance.</param>
/// <param name="Now">The time in UTC, which may end one too.</param>
/// <param name="IsComplete">Whether every consumer there is was compared, so that an entry for others is for nobody.</param>
public sealed record SuppressionScope(string Cell, SemanticVersion Version, DateTime Now, bool IsComplete)
{
    /// <summary>Whether the entry accepts anything at all.</summary>
    internal bool Accepts(AcceptedBreak entry) => entry.Defect is null && !HasExpired(entry);

    /// <summary>What is wrong with an entry, or null.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="found">The fingerprints of all findings.</param>
    /// <param name="compared">The consumers that were compared.</param>
    internal SuppressionFinding? Judge(AcceptedBreak entry, HashSet<string> found, HashSet<string> compared)
    {
        if (entry.Defect is string defect)
        {
            return Report(entry, CompatibilityRules.IncompleteSuppression, $"The entry {Describe(entry)} {defect}: it accepts nothing.");
        }

        if (HasExpired(entry))
        {
            return Report(
                entry,
                CompatibilityRules.StaleSuppression,
                $"The entry {Describe(entry)} expired at {entry.Expires}" + (found.Contains(entry.Fingerprint) ? ", and what it accepted is still there." : "."));
        }

        return (IsComplete || entry.Consumers.All(compared.Contains)) && !found.Contains(entry.Fingerprint)
            ? Report(entry, CompatibilityRules.StaleSuppression, $"The entry {Describe(entry)} matches no finding any more.")
            : null;
    }

    private bool HasExpired(AcceptedBreak entry) => BreakExpiry.TryParse(entry.Expires, out BreakExpiry? expiry) && expiry!.HasPassed(Version, Now);

    private SuppressionFinding Report(AcceptedBreak entry, CompatibilityRule rule, string why)
        => new(entry, CompatibilityFinding.OfPolicy(rule, Cell, entry.Path.Length == 0 ? Cell : entry.Path, why, before: entry.Fingerprint));

    private static string Describe(AcceptedBreak entry)
        => (entry.Fingerprint.Length == 0 ? "without fingerprint" : $"'{Excerpt.Of(entry.Fingerprint)}'") + (entry.Path.Length == 0 ? "" : $" of '{Excerpt.Of(entry.Path)}'");
}
