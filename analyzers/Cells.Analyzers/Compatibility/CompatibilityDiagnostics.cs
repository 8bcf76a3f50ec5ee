using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>The diagnostics of the rules of compatibility, made from their one list.</summary>
/// <remarks>
/// The same rule breaks one consumer and not another, so each has a descriptor for every verdict. An error cannot be configured away; whoever accepts it says so in <c>cells.breaks.json</c>.
/// </remarks>
internal static class CompatibilityDiagnostics
{
    /// <summary>The category of every rule.</summary>
    public const string Category = "Cells.Compatibility";

    private static readonly Dictionary<(string Id, DiagnosticSeverity Severity), DiagnosticDescriptor> ByVerdict = CompatibilityRules.All
        .SelectMany(static rule => new[] { DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Hidden }.Select(severity => (Rule: rule, Severity: severity)))
        .ToDictionary(static pair => (pair.Rule.Id, pair.Severity), static pair => Create(pair.Rule, pair.Severity));

    /// <summary>Every descriptor.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [.. ByVerdict.Values.OrderBy(static descriptor => descriptor.Id, StringComparer.Ordinal).ThenByDescending(static descriptor => descriptor.DefaultSeverity)];

    /// <summary>The descriptor of <paramref name="rule"/> for <paramref name="verdict"/>: what nobody needs to look at is hidden.</summary>
    public static DiagnosticDescriptor Of(CompatibilityRule rule, Verdict verdict) => Of(rule, verdict switch
    {
        Verdict.Breaking => DiagnosticSeverity.Error,
        Verdict.Warning => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Hidden,
    });

    /// <summary>The descriptor of <paramref name="rule"/> for a severity: error, warning or hidden.</summary>
    public static DiagnosticDescriptor Of(CompatibilityRule rule, DiagnosticSeverity severity) => ByVerdict[(rule.Id, severity)];

    private static DiagnosticDescriptor Create(CompatibilityRule rule, DiagnosticSeverity severity) => new(
        rule.Id,
        rule.Title,
        "{0}",
        Category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: rule.HelpLink,
        customTags: severity == DiagnosticSeverity.Error ? [WellKnownDiagnosticTags.NotConfigurable] : []);
}
