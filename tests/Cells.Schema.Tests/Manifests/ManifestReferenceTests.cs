namespace Cells.Schema.Tests.Manifests;

/// <summary>Holds docs/cell-toml.md and docs/rules to the tables in code.</summary>
public sealed class ManifestReferenceTests
{
    [Fact]
    public void Reference_has_the_row_of_every_key()
    {
        string reference = File.ReadAllText(Path.Combine(Docs(), "cell-toml.md"));

        Assert.All(ManifestKeys.All, key => Assert.Contains(Row(key), reference, StringComparison.Ordinal));
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
