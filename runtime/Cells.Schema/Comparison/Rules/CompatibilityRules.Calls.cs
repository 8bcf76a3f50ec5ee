namespace Cells.Schema;

/// <content>The rules of calls and parameters.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule CallRemoved { get; } = new(
        "CELL2100",
        "Cell, call, stream or event removed, or renamed without `[Renamed]`",
        "Keep it, or rename it with [Renamed]; remove it when no consumer uses it.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule CallAdded { get; } = new(
        "CELL2101",
        "Call, stream or event added",
        "",
        new(null, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(null, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule CallRenamed { get; } = new(
        "CELL2102",
        "Call renamed with `[Renamed]`: the client keeps an `[Obsolete]` forwarder",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule CallKindChanged { get; } = new(
        "CELL2103",
        "Call kind changed (unary, server stream, client stream, duplex, event)",
        "Add a second call of the new kind and retire the old one later.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule ResultDropped { get; } = new(
        "CELL2104",
        "Result dropped",
        "Keep the result, or add a second call without one.",
        null,
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule ResultAdded { get; } = new(
        "CELL2105",
        "Result added to a call without one (dropped by old clients)",
        "",
        null,
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ErrorAdded { get; } = new(
        "CELL2106",
        "Declared error added: an old client sees a plain `CellException`",
        "Tell consumers about the new error, so that they can catch it.",
        null,
        new(PlanEffect.Drop, SourceEffect.Compiles, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ErrorRemoved { get; } = new(
        "CELL2107",
        "Declared error removed: its `catch` stops compiling",
        "Keep declaring the error until no consumer catches it.",
        null,
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Name, VersionBump.Major));

    internal static CompatibilityRule RequiredParameterAdded { get; } = new(
        "CELL2110",
        "Required parameter added",
        "Give the parameter a default and append it.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        null);

    internal static CompatibilityRule OptionalParameterAdded { get; } = new(
        "CELL2111",
        "Optional parameter appended, or a default given to a parameter",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        null);

    internal static CompatibilityRule FilledParameterAdded { get; } = new(
        "CELL2112",
        "Parameter added that a plan fills but callers must pass: nullable without default, or optional but not last",
        "Give the parameter a default and append it.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        null);

    internal static CompatibilityRule ParameterRemoved { get; } = new(
        "CELL2113",
        "Parameter removed: what callers pass is dropped",
        "Keep the parameter and ignore it until no consumer passes it.",
        new(PlanEffect.Drop, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Argument, VersionBump.Major),
        null);

    internal static CompatibilityRule ParametersReordered { get; } = new(
        "CELL2114",
        "Parameters reordered: positional arguments of one type would swap silently at the next compile",
        "Restore the order of the parameters.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Argument, VersionBump.Major),
        null);

    internal static CompatibilityRule ParameterNameLost { get; } = new(
        "CELL2115",
        "Parameter renamed without `[Renamed]` (if optional: plan `drop`)",
        "Restore the name, or add [Renamed] with the old one.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        null);

    internal static CompatibilityRule ParameterRenamed { get; } = new(
        "CELL2116",
        "Parameter renamed with `[Renamed]`: C# keeps no second parameter name",
        "Restore the name: callers may pass the argument by it.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.NamedArgument, VersionBump.Major),
        null);

    internal static CompatibilityRule ParameterDefaultRemoved { get; } = new(
        "CELL2117",
        "Parameter default removed",
        "Restore the default.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.OmittedArgument, VersionBump.Major),
        null);
}
