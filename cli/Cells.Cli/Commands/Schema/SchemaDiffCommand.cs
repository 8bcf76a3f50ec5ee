using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema diff</c>: what the change from one schema to another does to consumers, in both directions.</summary>
internal sealed class SchemaDiffCommand : ToolCommand
{
    private readonly Argument<string> _before = new("before") { Description = $"The baseline that consumers were built with: {SchemaSide.Forms}." };

    private readonly Argument<string> _after = new("after")
    {
        Description = "The producer's contract after the change; the cell in the current directory where absent.",
        DefaultValueFactory = _ => ".",
    };

    private readonly TimeoutOption _timeout = new("How long a running cell may take to answer.", TimeSpan.FromSeconds(5));

    public SchemaDiffCommand(ToolTerminal terminal)
        : base(
            terminal,
            "diff",
            "Compares two schemas of a cell: what consumers sent and read before, with what the producer reads and sends after. Says what breaks, at which place, and the version that the changes need.",
            "cells schema diff git:main orders",
            "cells schema diff all orders --format github",
            "cells schema diff live:orders orders --level wire",
            "cells schema diff history:1.4.0 git:HEAD:orders --all")
    {
        Arguments.Add(_before.CompletesCells());
        Arguments.Add(_after.CompletesCells());
        ReportOptions.AddTo(this);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("schema-report.json");

    public override IReadOnlyDictionary<int, string> ExitCodes => ExitCode.OfComparisons;

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        (IReadOnlyList<SideSchema> baselines, SideSchema after) = await SchemaSides.ResolveAsync(
            SchemaSide.Parse(parsed.GetRequiredValue(_before)),
            SchemaSide.Parse(parsed.GetRequiredValue(_after)),
            _timeout.Of(parsed),
            cancellationToken);
        ComparisonOptions options = new() { Level = ReportOptions.LevelOf(parsed) };
        ReportSection[] sections = [.. baselines.Select(before => ReportSection.Compare(before, after, options))];
        return ReportOptions.Write(parsed, sections, output);
    }
}
