using System.Reflection;
using System.Text.RegularExpressions;

namespace Cells.Runtime.Tests;

/// <summary>The page docs/guarantees.md.</summary>
public partial class GuaranteesTests
{
    [Fact]
    public void Page_names_only_tests_that_there_are()
    {
        ILookup<string, Type> types = typeof(GuaranteesTests).Assembly.GetTypes()
            .Where(static type => type.Name.EndsWith("Tests", StringComparison.Ordinal))
            .ToLookup(static type => type.Name, StringComparer.Ordinal);
        Match[] named = [.. TestName().Matches(File.ReadAllText(Page())).Cast<Match>()];

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(name => !Exists(name)).Select(static name => name.Value));

        bool Exists(Match name)
            => types[name.Groups["type"].Value].Any(type
                => !name.Groups["method"].Success || type.GetMethod(name.Groups["method"].Value)?.GetCustomAttribute<FactAttribute>() is not null);
    }

    private static string Page()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(Assert.IsType<DirectoryInfo>(directory).FullName, "docs", "guarantees.md");
    }

    [GeneratedRegex("`(?<type>[A-Za-z]+Tests)(\\.(?<method>[A-Za-z_0-9]+))?`")]
    private static partial Regex TestName();
}
