namespace Cells.Schema;

/// <content>The rules of enums and unions.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule ClosedValueAdded { get; } = new(
        "CELL2400",
        "Value or case added to a closed enum or union: closed is a promise; open the enum, or let consumers ship a default arm first",
        "Open the enum with [Open], or add it when every consumer has a default arm.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Switch, VersionBump.Minor),
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Switch, VersionBump.Major));

    internal static CompatibilityRule OpenValueAdded { get; } = new(
        "CELL2401",
        "Value added to an `[Open]` or `[Flags]` enum",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ValueRemoved { get; } = new(
        "CELL2402",
        "Value or case removed (open enum: request `yes`)",
        "Mark it [Obsolete] and keep it until no consumer names it.",
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Name, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Name, VersionBump.Major));

    internal static CompatibilityRule ValueNameLost { get; } = new(
        "CELL2403",
        "Value or case renamed without `[Renamed]`",
        "Restore the name, or add [Renamed] with the old one.",
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Name, VersionBump.Major),
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Name, VersionBump.Major));

    internal static CompatibilityRule ValueRenamed { get; } = new(
        "CELL2404",
        "Value or case renamed with `[Renamed]`: the client keeps an `[Obsolete]` alias",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule EnumRenumbered { get; } = new(
        "CELL2405",
        "Enum renumbered, underlying type changed, or a second name for a number",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule EnumOpened { get; } = new(
        "CELL2406",
        "Enum opened: undeclared numbers may now reach closed readers",
        "Tell consumers to handle numbers without a name.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Check, SourceEffect.Warns, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule EnumClosed { get; } = new(
        "CELL2407",
        "Enum closed: undeclared numbers of old writers now fail",
        "Leave the enum open until no consumer sends undeclared numbers.",
        new(PlanEffect.Check, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));
}
