using System.Text.RegularExpressions;

namespace Cells.Schema.Tests.Manifests;

/// <summary>Holds docs/cell-toml.md and docs/rules to the tables in code. CELLS_ACCEPT_SNAPSHOTS=1 writes the reference.</summary>
public sealed partial class ManifestReferenceTests
{
    [Fact]
    public void Reference_is_that_of_the_model()
    {
        string path = Path.Combine(Docs(), "cell-toml.md");
        string reference = File.ReadAllText(path);
        string current = Block().Replace(reference, static block => $"<!-- [{block.Groups[1]}] -->\n\n{Table(block.Groups[1].Value)}\n<!-- /[{block.Groups[1]}] -->");
        if (Environment.GetEnvironmentVariable("CELLS_ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, current);
            return;
        }

        Assert.True(current == reference, "The tables of docs/cell-toml.md are not those of the model; write them with CELLS_ACCEPT_SNAPSHOTS=1.");
        Assert.Equal(ManifestKeys.All.Select(static key => key.Table).Distinct(), Block().Matches(reference).Select(static block => block.Groups[1].Value));
    }

    [Fact]
    public void Defaults_and_bounds_of_every_key_are_values_of_it()
    {
        foreach (ManifestKey key in ManifestKeys.All.Where(key => key.Table != ManifestKeys.DependencyTable))
        {
            foreach (string literal in new[] { key.Default, key.Minimum, key.Maximum }.OfType<string>())
            {
                Assert.Empty(CellManifest.Read($"[{key.Table}]\n{key.Name} = {literal}", "cell.toml").Errors);
            }
        }
    }

    [Fact]
    public void Every_rule_has_its_page()
        => Assert.All(ManifestRules.All, rule =>
        {
            string page = File.ReadAllText(Path.Combine(Docs(), "rules", rule.Id + ".md"));
            Assert.StartsWith($"# {rule.Id}: {rule.Title}\n", page, StringComparison.Ordinal);
        });

    [GeneratedRegex(@"<!-- \[([^\]]+)\] -->\n.*?<!-- /\[\1\] -->", RegexOptions.Singleline)]
    private static partial Regex Block();

    private static string Table(string table) => "| key | value | default | meaning |\n|---|---|---|---|\n" + string.Concat(ManifestKeys.Of(table).Select(Row));

    private static string Row(ManifestKey key)
    {
        string type = key.Type switch
        {
            ManifestValueType.Text => "string",
            ManifestValueType.Name => "name",
            ManifestValueType.Path => "path",
            ManifestValueType.Paths => "path or array of paths",
            ManifestValueType.Namespace => "namespace",
            ManifestValueType.Version => "version",
            ManifestValueType.VersionRange => "version range",
            ManifestValueType.Integer => "integer",
            ManifestValueType.Number => "number",
            ManifestValueType.Boolean => "boolean",
            ManifestValueType.Duration => "duration",
            ManifestValueType.DurationOrOff => "duration or `\"off\"`",
            ManifestValueType.ByteSize => "byte size",
            _ => string.Join(", ", key.Choices.Select(choice => $"`\"{choice}\"`")),
        };
        string bounds = (key.Minimum, key.Maximum) switch
        {
            (null, null) => "",
            (not null, null) => $", at least `{key.Minimum}`",
            (null, not null) => $", at most `{key.Maximum}`",
            _ => $", `{key.Minimum}` to `{key.Maximum}`",
        };
        string fallback = key.IsRequired ? "required" : key.Default is null ? "" : $"`{key.Default}`";
        return $"| `{key.Name}` | {type}{bounds} | {fallback} | {key.Meaning} |\n";
    }

    private static string Docs()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory?.FullName ?? throw new InvalidOperationException("The tests run outside the repository."), "docs");
    }
}
