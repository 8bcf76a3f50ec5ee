using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>Holds each page of docs/rules to its word: its example breaks the rule, its fix does not.</summary>
public class RulePageTests
{
    // Their examples would be hundreds of lines, or need another generator: the other tests have them.
    private static readonly string[] WithoutCode = ["CELL1004", "CELL1024", "CELL1073"];

    // Without the generator, every sound contract lacks its generated part.
    private const string NotGenerated = "CELL1073";

    public static TheoryData<string> Ids() => [.. Diagnostics.ContractRules.Select(rule => rule.Id).Except(WithoutCode)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Example_breaks_the_rule_and_no_other(string id)
    {
        IReadOnlyList<Diagnostic> found = await RunAsync(id, RulePage.Blocks(id)[0]);

        Assert.Equal([id], found.Select(diagnostic => diagnostic.Id).Distinct());
        Assert.All(found, diagnostic => Assert.True(diagnostic.Location.IsInSource, diagnostic.ToString()));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Fix_breaks_no_rule(string id)
    {
        IReadOnlyList<Diagnostic> found = await RunAsync(id, RulePage.Blocks(id)[1]);

        Assert.Empty(found);
    }

    [Fact]
    public void Every_rule_has_a_page_with_its_title_and_severity()
    {
        foreach (DiagnosticDescriptor rule in Diagnostics.ContractRules)
        {
            string page = RulePage.Text(rule.Id);

            Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains($"{rule.Category} · {rule.DefaultSeverity}", page, StringComparison.Ordinal);
            Assert.EndsWith($"/docs/rules/{rule.Id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyList<Diagnostic>> RunAsync(string id, string block)
    {
        AdditionalText[] manifest = id == "CELL1033" ? [] : [AdditionalFile.Manifest("[cell]\nname = \"orders\"\n")];
        IReadOnlyList<Diagnostic> found = await Analysis.RunAsync(RulePage.Sources(block), manifest);
        return [.. found.Where(diagnostic => diagnostic.Id != NotGenerated)];
    }
}
