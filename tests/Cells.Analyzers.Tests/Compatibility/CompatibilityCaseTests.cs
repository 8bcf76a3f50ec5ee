using Cells.Generators.Tests;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>Runs every compatibility case that is about a producer's source through the analyzer.</summary>
public sealed class CompatibilityCaseTests
{
    public static TheoryData<string> Cases => [.. CompatibilityCase.Ids.Where(static id => CompatibilityCase.Find(id) is { Level: ComparisonLevel.Source, Side: ComparisonSide.Producer })];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case_analyzed_reports_the_expected_rule_at_its_declaration(string id)
    {
        CompatibilityCase subject = CompatibilityCase.Find(id);

        IReadOnlyList<Diagnostic> found = await CompatibilityCaseRun.Of(id);

        Diagnostic? worst = found.Where(static diagnostic => !CompatibilityRules.Find(diagnostic.Id)!.IsPolicy).MaxBy(static diagnostic => diagnostic.Severity);
        Assert.Equal(
            (subject.Rule, Severity(subject)),
            (found.FirstOrDefault(diagnostic => diagnostic.Id == subject.Rule && Path(diagnostic) == subject.Path)?.Id, worst?.Severity));
        Assert.Subset(found.Select(static diagnostic => diagnostic.Id).ToHashSet(), subject.Also.ToHashSet());
        Assert.Equal(subject.Also.Contains("CELL2004"), found.Any(static diagnostic => diagnostic.Id == "CELL2004"));
        Assert.All(found.Where(static diagnostic => diagnostic.Id != "CELL2004"), static diagnostic => Assert.True(diagnostic.Location.IsInSource, diagnostic.ToString()));
    }

    private static DiagnosticSeverity? Severity(CompatibilityCase subject) => subject.Rule is null ? null : subject.Verdict switch
    {
        "breaking" => DiagnosticSeverity.Error,
        "warning" => DiagnosticSeverity.Warning,
        _ => DiagnosticSeverity.Hidden,
    };

    private static string? Path(Diagnostic diagnostic) => diagnostic.Properties.GetValueOrDefault(FindingProperties.Path);
}
