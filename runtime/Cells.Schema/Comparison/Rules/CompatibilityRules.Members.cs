namespace Cells.Schema;

/// <content>The rules of members.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule OptionalMemberAdded { get; } = new(
        "CELL2200",
        "Optional member added, or a member no longer required",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule RequiredMemberAdded { get; } = new(
        "CELL2201",
        "Required member added",
        "Give the member a default or make it nullable; make it required when every consumer sends it.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Call, VersionBump.Minor));

    internal static CompatibilityRule PositionalMemberAdded { get; } = new(
        "CELL2202",
        "Positional member added that a plan fills but constructor calls must pass: nullable without default, or not last",
        "Append it and give it a default, or declare it as a property.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Construct, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule MemberRemoved { get; } = new(
        "CELL2203",
        "Member removed that old readers can fill",
        "Mark it [Obsolete] and keep it until no consumer uses it.",
        new(PlanEffect.Drop, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Read, VersionBump.Major));

    internal static CompatibilityRule RequiredMemberRemoved { get; } = new(
        "CELL2204",
        "Member removed that old readers require: make it optional first, remove it when nobody live requires it",
        "Make it optional first, and remove it when nobody live requires it.",
        new(PlanEffect.Drop, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule MemberNameLost { get; } = new(
        "CELL2205",
        "Member renamed without `[Renamed]` (if fillable: plans `drop`, `yes`, key write/read)",
        "Restore the name, or add [Renamed] with the old one.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule MemberRenamed { get; } = new(
        "CELL2206",
        "Member renamed with `[Renamed]`: the type keeps an `[Obsolete]` alias",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ConstructorChanged { get; } = new(
        "CELL2207",
        "Positional members reordered, or turned into properties: constructor calls change meaning",
        "Restore the order and the constructor.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Construct, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule MemberBecameRequired { get; } = new(
        "CELL2208",
        "Member became required (`required` added, default removed)",
        "Leave it optional, or require it when every consumer sets it.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.OmittedArgument, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.OmittedArgument, VersionBump.Minor));
}
