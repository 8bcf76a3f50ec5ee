using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>What holds of every rule of compatibility in the compiler.</summary>
public sealed class CompatibilityRuleTests
{
    [Fact]
    public void Every_rule_has_an_error_that_cannot_be_configured_and_others_that_can()
    {
        Assert.Equal(CompatibilityRules.All.Select(static rule => rule.Id).Order(StringComparer.Ordinal), CompatibilityDiagnostics.All.Select(static descriptor => descriptor.Id).Distinct());
        Assert.All(CompatibilityDiagnostics.All, static descriptor =>
        {
            Assert.Equal(descriptor.DefaultSeverity == DiagnosticSeverity.Error, descriptor.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
            Assert.EndsWith($"/docs/rules/{descriptor.Id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_rule_is_in_the_list_of_released_rules_with_its_worst_severity()
    {
        string[] rows = [.. CompatibilityRules.All.Select(static rule => $"{rule.Id} | {CompatibilityDiagnostics.Category} | {Worst(rule)} | {rule.Title}")];

        string[] listed = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "AnalyzerReleases.Unshipped.md")).Where(static line => line.StartsWith("CELL2", StringComparison.Ordinal))];

        Assert.Equal(rows, listed);
    }

    private static DiagnosticSeverity Worst(CompatibilityRule rule)
        => (Verdict)Math.Max((int)(rule.Request?.Verdict ?? default), (int)(rule.Response?.Verdict ?? default)) switch
        {
            Verdict.Breaking => DiagnosticSeverity.Error,
            Verdict.Warning => DiagnosticSeverity.Warning,
            _ => DiagnosticSeverity.Hidden,
        };
}
