using System.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Directories;

namespace Cells.Cli.CommandLine;

/// <summary>The argument <c>dir…</c>: cells, or trees of cells, which shells complete.</summary>
internal sealed class CellsArgument : Argument<string[]>
{
    public CellsArgument()
        : base("dir")
    {
        Description = "Cells, or trees of cells; the current directory where absent.";
        Arity = ArgumentArity.ZeroOrMore;
        this.CompletesCells();
    }

    /// <summary>The cells in the directories and below them, each once, by path within each directory. There may be none.</summary>
    /// <exception cref="ToolFailure">There is no such directory.</exception>
    public CellDirectory[] FindIn(ParseResult parsed) => CellFinder.FindAll(Roots(parsed));

    /// <summary>The same cells, of which each directory must have some.</summary>
    /// <exception cref="ToolFailure">There is no such directory, or no cell in one.</exception>
    public CellDirectory[] RequireIn(ParseResult parsed) => CellFinder.RequireAll(Roots(parsed));

    /// <summary>The same cells and all that they depend on.</summary>
    /// <exception cref="ToolFailure">There is no such directory or no cell in it, a manifest has errors, or a dependency is not where its consumer says.</exception>
    public CellGraph GraphIn(ParseResult parsed) => CellGraph.LoadAll(RequireIn(parsed));

    private string[] Roots(ParseResult parsed) => parsed.GetValue(this) is { Length: > 0 } named ? named : ["."];
}
