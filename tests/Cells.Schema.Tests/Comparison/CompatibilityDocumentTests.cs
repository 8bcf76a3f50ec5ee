namespace Cells.Schema.Tests;

/// <summary>Holds the documentation to the rules in code.</summary>
public sealed class CompatibilityDocumentTests
{
    private static readonly string Docs = FindDocs();

    [Theory]
    [InlineData("rules")]
    [InlineData("policy")]
    public void Table_of_rules_in_the_documentation_is_the_one_in_code(string name)
    {
        string path = Path.Combine(Docs, "compatibility.md");
        string text = File.ReadAllText(path);
        string begin = $"<!-- {name} -->";
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int end = text.IndexOf($"<!-- /{name} -->", StringComparison.Ordinal);
        string table = name == "rules" ? Table() : PolicyTable();
        if (Environment.GetEnvironmentVariable("CELLS_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, $"{text[..start]}\n\n{table}\n\n{text[end..]}");
            return;
        }

        Assert.True(table == text[start..end].Trim(), $"The table '{name}' of docs/compatibility.md is not that of CompatibilityRules; write it with CELLS_ACCEPT_SNAPSHOTS=1.");
    }

    [Fact]
    public void Every_rule_has_a_page_that_names_it()
    {
        foreach (CompatibilityRule rule in CompatibilityRules.All)
        {
            string page = File.ReadAllText(Path.Combine(Docs, "rules", rule.Id + ".md"));
            Assert.StartsWith($"# {rule.Id}: {rule.Title.Split(": ")[0].TrimEnd('.')}\n", page, StringComparison.Ordinal);
            Assert.Equal(
                ["## Cause", "## Example", "## Fix", "## When to suppress"],
                page.Split('\n').Where(static line => line.StartsWith("## ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Every_page_of_the_group_belongs_to_a_rule() => Assert.All(
        Directory.GetFiles(Path.Combine(Docs, "rules"), "CELL2*.md"),
        static page => Assert.NotNull(CompatibilityRules.Find(Path.GetFileNameWithoutExtension(page))));

    private static string Table()
    {
        List<string> lines =
        [
            "| rule | change | plan | next compile | verdict | version step |",
            "|---|---|---|---|---|---|",
        ];
        foreach (CompatibilityRule rule in CompatibilityRules.All.Where(static rule => !rule.IsPolicy))
        {
            string plan = Pair(rule, static column => column.Plan?.ToString().ToLowerInvariant() ?? "*");
            string source = Pair(rule, static column => column.Source.ToString()[..1]);
            string verdict = Pair(rule, static column => column.Verdict.ToString().ToLowerInvariant());
            string bump = Pair(rule, static column => column.Bump.ToString().ToLowerInvariant());
            lines.Add($"| [{rule.Id}](rules/{rule.Id}.md) | {rule.Title} | {plan} | {source} | {verdict} | {bump} |");
        }

        return string.Join('\n', lines);
    }

    private static string PolicyTable() => string.Join('\n', CompatibilityRules.All.Where(static rule => rule.IsPolicy)
        .Select(static rule => $"| [{rule.Id}](rules/{rule.Id}.md) | {rule.Title} | {(rule.Request!.Verdict == Verdict.Breaking ? "error" : "warning")} |")
        .Prepend("|---|---|---|")
        .Prepend("| rule | finding | verdict |"));

    private static string Pair(CompatibilityRule rule, Func<RuleColumn, string> text) =>
        $"{(rule.Request is null ? "-" : text(rule.Request))} / {(rule.Response is null ? "-" : text(rule.Response))}";

    private static string FindDocs()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(Assert.IsType<DirectoryInfo>(directory).FullName, "docs");
    }
}
