namespace Cells.Schema;

/// <content>The rules of the interfaces that consumers implement: arguments go to the consumer, results come from it.</content>
public static partial class CompatibilityRules
{
    internal static CompatibilityRule CallbackMethodAdded { get; } = new(
        "CELL2120",
        "Callback method added: running clients answer that they do not have it",
        "Take a second callback interface as an optional parameter, or move consumers in the same step.",
        null,
        new(PlanEffect.Drop, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule CallbackMethodRemoved { get; } = new(
        "CELL2121",
        "Callback method removed: it is not called any more",
        "Tell consumers that the method is not called any more.",
        null,
        new(PlanEffect.Yes, SourceEffect.Warns, Verdict.Warning, UsageKey.Call, VersionBump.Minor));

    internal static CompatibilityRule CallbackMethodNameLost { get; } = new(
        "CELL2122",
        "Callback method renamed without `[Renamed]`",
        "Restore the name, or add [Renamed] with the old one.",
        null,
        new(PlanEffect.Drop, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule CallbackMethodRenamed { get; } = new(
        "CELL2123",
        "Callback method renamed with `[Renamed]`: classes implement the new name",
        "Restore the name: a class cannot implement both.",
        null,
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule CallbackSignatureChanged { get; } = new(
        "CELL2124",
        "Signature of a callback method changed: classes that implement it do not compile",
        "Restore the signature, or take a second callback interface as an optional parameter.",
        null,
        new(PlanEffect.Yes, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major));

    internal static CompatibilityRule CallbackResultAdded { get; } = new(
        "CELL2125",
        "Result added to a callback method without one: running clients do not answer with it",
        "Take a second callback interface as an optional parameter.",
        new(PlanEffect.No, SourceEffect.Breaks, Verdict.Breaking, UsageKey.Call, VersionBump.Major),
        null);
}
