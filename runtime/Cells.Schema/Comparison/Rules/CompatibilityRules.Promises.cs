namespace Cells.Schema;

/// <content>The rules of defaults, constraints and metadata.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule DefaultChanged { get; } = new(
        "CELL2500",
        "Declared default of a parameter or member changed: callers that leave it out get another value",
        "Keep the default, or tell consumers that leave the value out.",
        new(PlanEffect.Yes, SourceEffect.Warns, Verdict.Warning, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ConstraintTightened { get; } = new(
        "CELL2510",
        "Constraint added or tightened: accepted values are now refused",
        "Loosen the constraint again, or accept the old values under another call.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Write, VersionBump.Minor));

    internal static CompatibilityRule ConstraintLoosened { get; } = new(
        "CELL2511",
        "Constraint removed or loosened: readers may see values they were promised not to",
        "Tell consumers that rely on the constraint.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule PatternReplaced { get; } = new(
        "CELL2512",
        "Pattern replaced by another, neither provably wider",
        "Restore the pattern, or make the new one a provable superset.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.Write, VersionBump.Minor));

    internal static CompatibilityRule DocumentationChanged { get; } = new(
        "CELL2520",
        "Documentation only",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch));

    internal static CompatibilityRule DeprecationChanged { get; } = new(
        "CELL2521",
        "`[Obsolete]` added (own diagnostic, not CS0618) or withdrawn",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule IdempotencyWithdrawn { get; } = new(
        "CELL2530",
        "`Idempotent` withdrawn: the mesh already retries it",
        "Keep the promise: consumers already retry the call.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule DeadlineShortened { get; } = new(
        "CELL2531",
        "`DeadlineMs` shortened or added",
        "Tell consumers, or leave the deadline.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ScopeDemanded { get; } = new(
        "CELL2532",
        "`Scope` added or changed: callers without the token are refused",
        "Give consumers the scope first, under another call.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule ScopeRemoved { get; } = new(
        "CELL2533",
        "`Scope` removed: breaks no caller, needs a security review",
        "Have the removal reviewed.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule CallMadeExperimental { get; } = new(
        "CELL2534",
        "`[Experimental]` added to a stable call",
        "Keep the call stable, and add an experimental one beside it.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule PromiseStrengthened { get; } = new(
        "CELL2535",
        "Promise strengthened: `Idempotent` gained, deadline lengthened or removed, `[Experimental]` removed",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));
}
