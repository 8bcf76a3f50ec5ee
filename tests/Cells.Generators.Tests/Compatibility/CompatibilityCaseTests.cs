using Cells.Schema;

namespace Cells.Generators.Tests;

/// <summary>Runs every compatibility case through the real pipeline: source, generator, exported schema, comparison.</summary>
public sealed class CompatibilityCaseTests
{
    public static TheoryData<string> Cases => [.. CompatibilityCase.Ids];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_compared_gives_the_expected_findings(string id)
    {
        CompatibilityCase subject = CompatibilityCase.Find(id);
        List<CellSchema> history = [ExportedSchema.Of(subject.Before, subject.BeforeVersion)];
        history.AddRange(subject.Via.Select(static step => ExportedSchema.Of(step.Source, step.Version)));
        CellSchema after = ExportedSchema.Of(subject.After, subject.AfterVersion);
        ComparisonOptions options = new() { Level = subject.Level, Side = subject.Side, Usage = subject.Usage };

        SchemaComparison comparison = SchemaComparison.Combine(
        [
            .. history.Where(schema => subject.Live.Contains(schema.Version)).Select(schema => SchemaComparer.Compare(schema, after, options)),
        ]);

        CompatibilityFinding? worst = comparison.Findings is [CompatibilityFinding first, ..] ? first : null;
        Assert.Equal(
            (subject.Verdict, subject.Rule, subject.Path, subject.Bump, subject.CanReadRequests, subject.CanReadResponses),
            (Word(comparison.Verdict), worst?.Rule.Id, worst?.Path, Word(comparison.Bump), comparison.CanReadRequests, comparison.CanReadResponses));
        Assert.Subset(comparison.Findings.Select(static finding => finding.Rule.Id).ToHashSet(), subject.Also.ToHashSet());
        Assert.Equal(subject.Also.Contains("CELL2004"), comparison.Findings.Any(static finding => finding.Rule.Id == "CELL2004"));
        if (subject.Steps.Count > 0)
        {
            IEnumerable<string> steps = history.Append(after).Zip([.. history.Skip(1), after], static (before, now) => Word(SchemaComparer.Compare(before, now).Verdict));
            Assert.Equal(subject.Steps, steps);
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
