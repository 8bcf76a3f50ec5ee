using System.CommandLine;
using Cells.Cli.Checks;

namespace Cells.Cli.CommandLine;

/// <summary>The option <c>--against</c>: what cells are held to.</summary>
internal static class AgainstOption
{
    public static Option<string> Create() => new("--against")
    {
        Description = "live: the consumers in the tree and the clients of what runs; retained: the frozen versions in [schema] accepts; all: both; "
            + "or one baseline: git:<ref>, history:<version> or a schema file.",
        HelpName = "live|retained|all|side",
        DefaultValueFactory = static _ => BaselineFinder.All,
    };
}
