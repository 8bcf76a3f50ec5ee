namespace Cells.Schema;

/// <content>The rules of types.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule NumberWidened { get; } = new(
        "CELL2300",
        "Number widened without loss",
        "Add a second member of the wider type and retire this one later.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Call, VersionBump.Minor),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule NumberNarrowed { get; } = new(
        "CELL2301",
        "Number narrowed",
        "Keep the wider type.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Call, VersionBump.Minor));

    internal static CompatibilityRule ElementChanged { get; } = new(
        "CELL2302",
        "Number or nullability of a value changed below a collection: `List<int>` is no `List<long>`",
        "Add a second member of the new type and retire this one later.",
        new(null, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(null, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Read, VersionBump.Major));

    internal static CompatibilityRule TypeReplaced { get; } = new(
        "CELL2303",
        "Replaced by a type that no plan reads",
        "Add a second member of the new type and retire this one later.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule NullabilityLoosened { get; } = new(
        "CELL2304",
        "Nullability loosened, `T` -> `T?`",
        "Keep it non-null, or add a second, nullable member.",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Read, VersionBump.Minor),
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Read, VersionBump.Major));

    internal static CompatibilityRule ReferenceTightened { get; } = new(
        "CELL2305",
        "Nullability of a reference tightened, `T?` -> `T`",
        "Keep it nullable and refuse null in the handler.",
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.Write, VersionBump.Minor));

    internal static CompatibilityRule ValueTightened { get; } = new(
        "CELL2306",
        "Nullability of a value tightened (`.Value` and `??` stop compiling)",
        "Keep it nullable.",
        new(PlanEffect.Check, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Read, VersionBump.Major));

    internal static CompatibilityRule TypeNameLost { get; } = new(
        "CELL2307",
        "Type renamed or moved to another namespace without `[Renamed]`: the client's types live in the producer's namespaces",
        "Restore the name, or add [Renamed] with the old one.",
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Type, VersionBump.Major),
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Type, VersionBump.Major));

    internal static CompatibilityRule TypeRenamed { get; } = new(
        "CELL2308",
        "Type renamed or moved with `[Renamed]` (simple or full old name): the client keeps a using alias",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule FormChanged { get; } = new(
        "CELL2309",
        "Same names in another form: properties reordered, member moved to or from a base type, class -> record, collection inside its kind",
        "",
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch),
        new(PlanEffect.Yes, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch));

    internal static CompatibilityRule TypeKindChanged { get; } = new(
        "CELL2310",
        "Record -> class (`with` and value equality go), or reference type <-> struct (copying and null tests change)",
        "Keep the kind of type, or tell consumers.",
        new(PlanEffect.Yes, SourceEffect.Warns, Verdict.Warning, UsageKey.None, VersionBump.Minor),
        new(PlanEffect.Yes, SourceEffect.Warns, Verdict.Warning, UsageKey.None, VersionBump.Minor));

    internal static CompatibilityRule ListOrSetChanged { get; } = new(
        "CELL2311",
        "List <-> set (`check` where the reader has the set, else `yes`)",
        "Keep the kind of collection.",
        new(null, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Write, VersionBump.Major),
        new(null, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Read, VersionBump.Major));

    internal static CompatibilityRule TupleChanged { get; } = new(
        "CELL2312",
        "Tuple elements added, removed, renamed or reordered: no plan, since tuples have no stable names; use a record",
        "Restore the tuple, or replace it by a record under another name.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule UnreachedTypeChanged { get; } = new(
        "CELL2313",
        "Type that no call reaches added, changed or removed",
        "",
        new(null, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch),
        new(null, SourceEffect.Compiles, Verdict.Compatible, UsageKey.None, VersionBump.Patch));
}
