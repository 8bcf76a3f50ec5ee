using System.Reflection;
using System.Text.RegularExpressions;
using Cells.Runtime.Tests.Support;

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
        Match[] named = [.. TestName().Matches(File.ReadAllText(Pages.Find("guarantees.md"))).Cast<Match>()];

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(name => !Exists(name)).Select(static name => name.Value));

        bool Exists(Match name)
            => types[name.Groups["type"].Value].Any(type
                => !name.Groups["method"].Success || type.GetMethod(name.Groups["method"].Value)?.GetCustomAttribute<FactAttribute>() is not null);
    }

    [GeneratedRegex("`(?<type>[A-Za-z]+Tests)(\\.(?<method>[A-Za-z_0-9]+))?`")]
    private static partial Regex TestName();
}
