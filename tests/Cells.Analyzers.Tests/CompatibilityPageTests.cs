using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>Holds the pages of the rules of compatibility to their word: the change that a page shows is found, under its id.</summary>
public class CompatibilityPageTests
{
    // The consumer of the examples says nothing about what it uses: everything counts.
    private const string NoUsageRecord = "CELL2001";

    public static TheoryData<string> Ids() => [.. CompatibilityRules.All.Where(static rule => !rule.IsPolicy).Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Example_is_found_under_its_id_alone(string id)
    {
        (string before, string after) = RulePage.Change(id);
        Producer producer = new Producer(after).UsedBy("checkout", Producer.Export(before));

        IReadOnlyList<Diagnostic> found = await producer.AnalyzeAsync();

        Assert.DoesNotContain(producer.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal([id], found.Select(static diagnostic => diagnostic.Id).Where(static id => id != NoUsageRecord));
    }
}
