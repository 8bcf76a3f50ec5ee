using System.CommandLine;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Processes;
using Cells.Cli.Watching;

namespace Cells.Cli.Commands;

/// <summary><c>cells watch</c>: says at once what another schema of a dependency means for a consumer, and builds it anew.</summary>
internal sealed class WatchCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The directory of the cell or program that depends on others.");
    private readonly Argument<string[]> _arguments = new("args") { Description = "Arguments of the program, after --; with --run.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _noBuild = CommonOptions.NoBuild("Only resolve and list; build nothing.");
    private readonly Option<bool> _run = new("--run") { Description = "Run the program, and again after each build." };
    private readonly Option<string?> _configuration = CommonOptions.Configuration();

    public WatchCommand(ToolTerminal terminal)
        : base(
            terminal,
            "watch",
            "Watches the running cells that a cell depends on: lists what another schema breaks in it, and builds it again.",
            "cells watch samples/storefront/pricing",
            "cells watch ./pricing --no-build --json",
            "cells watch ./storefront --run -- my-orders.csv")
    {
        Arguments.Add(_directory);
        Arguments.Add(_arguments);
        Options.Add(_noBuild);
        Options.Add(_run);
        Options.Add(_configuration);
        Validators.Add(result =>
        {
            if (result.GetValue(_noBuild) && result.GetValue(_run))
            {
                result.AddError("--run runs what was built, and --no-build builds nothing.");
            }
        });
    }

    public override JsonOutput Json { get; } = JsonOutput.Lines("watch-event.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        if (cell.Manifest.Dependencies.IsEmpty)
        {
            throw new ToolFailure(ExitCode.Usage, $"{cell.Directory.ManifestPath} names no [deps]: there is nothing to watch.");
        }

        using CellBuilder builder = new(parsed.GetValue(_configuration));
        bool runs = parsed.GetValue(_run);
        string[] arguments = parsed.GetValue(_arguments) ?? [];
        ConsumerProject project = await ConsumerProject.EvaluateAsync(cell, builder, cancellationToken);
        WatchSession session = new(project, new WatchReport(output, ownsOut: !runs))
        {
            Build = parsed.GetValue(_noBuild) ? null : cancel => BuildAsync(cell, builder, runs, output, cancel),
            Run = runs ? (built, cancel) => ForegroundProcess.RunAsync(RunCommand.Program(cell, built, arguments, "cells watch"), cancel) : null,
        };
        await session.WatchAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static async Task<BuildOutcome> BuildAsync(CellNode cell, CellBuilder builder, bool runs, ToolOutput output, CancellationToken cancellationToken)
    {
        try
        {
            BuiltCell built = await builder.BuildAsync(cell, output.WriteWarning, cancellationToken);

            // A copy runs: the next build writes over the output.
            return new BuildOutcome(runs && built.IsOfProject ? StagedBuild.Stage(cell.Directory, built) : built, null);
        }
        catch (ToolFailure failure)
        {
            return new BuildOutcome(null, failure);
        }
    }
}
