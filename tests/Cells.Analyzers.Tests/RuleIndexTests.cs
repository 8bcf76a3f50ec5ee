extern alias generators;

using System.Reflection;
using System.Text.RegularExpressions;
using Cells.Analyzers.Tests.Fixes;
using Cells.Build;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>Holds docs/rules/README.md to the rules in code. CELLS_ACCEPT_SNAPSHOTS=1 writes it.</summary>
public class RuleIndexTests
{
    private static readonly string Rules = Path.Combine(FindRoot(), "docs", "rules");

    [Fact]
    public void Index_is_that_of_the_code()
    {
        string path = Path.Combine(Rules, "README.md");
        string text = File.ReadAllText(path);
        string current = All().Select(static rule => rule.Group).Distinct().Aggregate(text, static (page, group) => Regex.Replace(
            page, $"(?s)(<!-- {group} -->).*?(<!-- /{group} -->)", match => $"{match.Groups[1]}\n\n{Table(group)}\n\n{match.Groups[2]}"));
        if (Environment.GetEnvironmentVariable("CELLS_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, current);
            return;
        }

        Assert.True(current == text, "The tables of docs/rules/README.md are not those of the code; write them with CELLS_ACCEPT_SNAPSHOTS=1.");
    }

    [Fact]
    public void Every_rule_has_a_page_and_every_page_a_rule() => Assert.Equal(
        All().Select(static rule => rule.Id).Order(StringComparer.Ordinal),
        Directory.GetFiles(Rules, "CELL*.md").Select(static page => Path.GetFileNameWithoutExtension(page)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_page_begins_with_its_id_and_has_the_four_sections() => Assert.All(All(), static rule =>
    {
        string[] lines = RulePage.Text(rule.Id).Split('\n');
        Assert.StartsWith($"# {rule.Id}: ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["## Cause", "## Example", "## Fix", "## When to suppress"], lines.Where(static line => line.StartsWith("## ", StringComparison.Ordinal)));
    });

    [Fact]
    public void Contract_and_usage_rules_without_a_code_fix_say_why()
    {
        string why = File.ReadAllText(Path.Combine(Rules, "README.md")).Split("## Without a code fix")[1];

        Assert.All(
            Diagnostics.ContractRules.Concat(UsageDiagnostics.All).Concat(ClientRules()).Select(static rule => rule.Id),
            id => Assert.True(CodeFixProviders.Ids.Contains(id) != why.Contains(id, StringComparison.Ordinal), $"{id}: has a code fix, or a reason why not"));
    }

    private static string Table(string group) => string.Join('\n', All().Where(rule => rule.Group == group)
        .Select(static rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {rule.Severity} | {(CodeFixProviders.Ids.Contains(rule.Id) ? "yes" : "")} |")
        .Prepend("|---|---|---|---|")
        .Prepend("| rule | title | severity | code fix |"));

    private static IEnumerable<(string Group, string Id, string Title, string Severity)> All() =>
    [
        .. ManifestRules.All.Select(static rule => ("manifest", rule.Id, rule.Title, "error")),
        .. Diagnostics.ContractRules.Select(static rule => ("contract", rule.Id, rule.Title.ToString(null), Severity(rule))),
        // The same change breaks one consumer and not another: the worst that it can be.
        .. CompatibilityRules.All.Select(static rule => ("compatibility", rule.Id, rule.Title.Split(": ")[0], Severity(rule))),
        .. ClientRules().Concat(UsageDiagnostics.All).Select(static rule => ("usage", rule.Id, rule.Title.ToString(null), Severity(rule))),
        .. typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!)
            .Select(static id => ("build", id, RulePage.Text(id).Split('\n')[0][(id.Length + 4)..], "")),
    ];

    private static IEnumerable<DiagnosticDescriptor> ClientRules() => typeof(generators::Cells.Generators.ClientGenerator).Assembly.GetType("Cells.Generators.ClientRules")!
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (DiagnosticDescriptor)field.GetValue(null)!);

    private static string Severity(DiagnosticDescriptor rule) => rule.DefaultSeverity.ToString().ToLowerInvariant();

    private static string Severity(CompatibilityRule rule) => new[] { rule.Request, rule.Response }.OfType<RuleColumn>().Max(static column => column.Verdict) switch
    {
        Verdict.Breaking => "error",
        Verdict.Warning => "warning",
        _ => "hidden",
    };

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
        {
            directory = directory.Parent;
        }

        return Assert.IsType<DirectoryInfo>(directory).FullName;
    }
}
