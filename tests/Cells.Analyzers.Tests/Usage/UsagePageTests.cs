using Cells.Analyzers.Tests.Fixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cells.Analyzers.Tests;

/// <summary>Holds each page of a rule of usage to its word: its example breaks the rule, its fix does not, and a code fix mends the example.</summary>
public class UsagePageTests
{
    public static TheoryData<string> Ids() => [.. UsageDiagnostics.All.Select(static rule => rule.Id)];

    public static TheoryData<string> FixedIds() => [.. UsageDiagnostics.All.Select(static rule => rule.Id).Intersect(CodeFixProviders.Ids)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Example_breaks_the_rule_and_no_other(string id)
    {
        Solution solution = CatalogConsumer.Open(RulePage.Blocks(id)[0]);

        IReadOnlyList<Diagnostic> found = await UsageRuleTests.AnalyzeAsync(solution);

        await Editor.AssertCompilesAsync(solution);
        Assert.Equal([id], found.Select(static diagnostic => diagnostic.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Fix_breaks_no_rule(string id)
    {
        Solution solution = CatalogConsumer.Open(RulePage.Blocks(id)[1]);

        IReadOnlyList<Diagnostic> found = await UsageRuleTests.AnalyzeAsync(solution);

        await Editor.AssertCompilesAsync(solution);
        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(FixedIds))]
    public async Task Code_fix_mends_the_example_and_it_compiles(string id)
    {
        Solution solution = CatalogConsumer.Open(RulePage.Blocks(id)[0]);
        CodeFixProvider fix = CodeFixProviders.All.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        Editor editor = new(fix, new UsageAnalyzer());

        for (int turn = 0; turn < 4 && (await editor.OfferAsync(solution, id)).Count > 0; turn++)
        {
            solution = await editor.ApplyAsync(solution, id);
        }

        await Editor.AssertCompilesAsync(solution);
        Assert.Empty(await UsageRuleTests.AnalyzeAsync(solution));
    }

    [Fact]
    public void Every_rule_has_a_page_with_its_title_and_severity()
    {
        foreach (DiagnosticDescriptor rule in UsageDiagnostics.All)
        {
            string page = RulePage.Text(rule.Id);

            Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains($"{rule.Category} · {rule.DefaultSeverity}", page, StringComparison.Ordinal);
            Assert.EndsWith($"/docs/rules/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        }
    }
}
