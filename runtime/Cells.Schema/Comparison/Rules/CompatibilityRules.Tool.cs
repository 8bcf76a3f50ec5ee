namespace Cells.Schema;

/// <content>The rules of tool, baseline and policy.</content>
public static partial class CompatibilityRules
{
    /// <summary>CELL2000: nothing was decided.</summary>
    public static CompatibilityRule Undecided { get; } = Policy(
        "CELL2000",
        "Baseline, live or retained schema missing, unreadable, or of a newer format: could not decide (exit 3)",
        "Restore the file or name another baseline; nothing was decided.",
        Verdict.Breaking);

    /// <summary>CELL2001: a consumer whose usage is unknown.</summary>
    public static CompatibilityRule UnknownUsage { get; } = Policy(
        "CELL2001",
        "A known consumer published no usage manifest: it counts as using everything",
        "Build the consumer with the current tools, so that it publishes what it uses.",
        Verdict.Warning);

    /// <summary>CELL2002: an entry of <c>cells.breaks.json</c> that accepts nothing.</summary>
    public static CompatibilityRule IncompleteSuppression { get; } = Policy(
        "CELL2002",
        "Suppression without reason, expiry or consumers, or with an unknown rule",
        "Give the entry a known rule, a reason, an expiry and its consumers.",
        Verdict.Breaking);

    /// <summary>CELL2003: an entry of <c>cells.breaks.json</c> that is of no use any more.</summary>
    public static CompatibilityRule StaleSuppression { get; } = Policy(
        "CELL2003",
        "Suppression matches nothing, or has expired",
        "Remove it with `cells schema accept --prune`.",
        Verdict.Warning);

    /// <summary>CELL2004: a version that does not tell of the changes.</summary>
    public static CompatibilityRule VersionTooLow { get; } = Policy(
        "CELL2004",
        "Version unchanged, lowered, or bumped by less than the changes demand",
        "Raise the version in cell.toml.",
        Verdict.Warning);

    /// <summary>CELL2005: a committed schema that is not what was found.</summary>
    public static CompatibilityRule StaleSchema { get; } = Policy(
        "CELL2005",
        "A committed schema differs from what was found (a snapshot merely used is a message, not a finding)",
        "Commit the schema that the build wrote.",
        Verdict.Warning);
}
