using System.CommandLine;
using Cells.Cli.Checks;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Snapshots;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema check</c>: what continuous integration asks of one cell or a tree of them.</summary>
internal sealed class SchemaCheckCommand : ToolCommand
{
    private readonly Argument<string> _root = new("dir")
    {
        Description = "A cell's directory, or a tree of cells; the current directory where absent.",
        DefaultValueFactory = static _ => ".",
    };

    private readonly Option<string> _against = AgainstOption.Create();
    private readonly TimeoutOption _timeout = new("How long a running cell may take to answer.", TimeSpan.FromSeconds(5));

    public SchemaCheckCommand(ToolTerminal terminal)
        : base(
            terminal,
            "check",
            "Holds every cell to the versions that it promises to serve and to the consumers in the tree, its version to its changes, and its snapshots to what their producers offer. Builds nothing.",
            "cells schema check",
            "cells schema check samples/storefront --format github",
            "cells schema check orders --against git:main --level wire")
    {
        Arguments.Add(_root.CompletesCells());
        Options.Add(_against);
        ReportOptions.AddTo(this);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("schema-report.json");

    public override IReadOnlyDictionary<int, string> ExitCodes => ExitCode.OfComparisons;

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellTree tree = CellTree.Load(parsed.GetRequiredValue(_root));
        BaselineFinder finder = new(tree, parsed.GetRequiredValue(_against), _timeout.Of(parsed));
        SnapshotFinder snapshots = new(_timeout.Of(parsed));
        List<ReportSection> sections = [];
        foreach (CellNode cell in tree.Cells)
        {
            CellCheck check = await CellCheck.RunAsync(cell, finder, tree, ReportOptions.LevelOf(parsed), cancellationToken);
            sections.Add(await PolicyCheck.RunAsync(check, await snapshots.FindAsync(cell, cancellationToken), cancellationToken));
            sections.AddRange(check.Sections());
        }

        return ReportOptions.Write(parsed, sections, output);
    }
}
