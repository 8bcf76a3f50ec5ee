using System.CommandLine;
using System.Diagnostics;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Cli.Processes;

namespace Cells.Cli.Commands;

/// <summary><c>cells run</c>: starts what a cell depends on, builds it against that, runs it in the foreground, stops what was started.</summary>
internal sealed class RunCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The directory of the cell or program to run.");
    private readonly Argument<string[]> _arguments = new("args") { Description = "Arguments of the program, after --.", Arity = ArgumentArity.ZeroOrMore };
    private readonly BuildOptions _build;
    private readonly TimeoutOption _timeout = new("How long each cell may take to start.", TimeSpan.FromSeconds(30));

    public RunCommand(ToolTerminal terminal)
        : base(
            terminal,
            "run",
            "Builds and starts the cells that a cell depends on, builds it against them, runs it, and stops what it started.",
            "cells run samples/storefront/storefront",
            "cells run samples/storefront/storefront -- my-orders.csv --concurrency 16",
            "cells run -c Release ./gateway")
    {
        Arguments.Add(_directory);
        Arguments.Add(_arguments);
        _build = new BuildOptions(this, "Run what was built last, the cells that it depends on too.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = new(null, JsonForm.Program);

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellGraph graph = CellGraph.Load(parsed.GetRequiredValue(_directory));
        using CellBuilder builder = _build.CreateBuilder(parsed);
        Progress progress = Progress.For(output);
        MeshStart mesh = new(graph, builder, new CellStarter("cells run", _timeout.Of(parsed)), progress, output.WriteWarning) { Foreground = graph.Root };
        try
        {
            BuiltCell? built = null;
            await progress.ShowAsync(async () =>
            {
                await mesh.StartAsync(cancellationToken);
                progress.Report(graph.Root.Name, builder.Activity);
                built = await builder.BuildAsync(graph.Root, output.WriteWarning, cancellationToken);
                progress.Finish(graph.Root.Name, _build.TakesLastBuild(parsed) ? "found" : "built");
            });
            return await ForegroundProcess.RunAsync(Program(graph.Root, built!, parsed.GetValue(_arguments) ?? [], "cells run"), cancellationToken);
        }
        finally
        {
            await mesh.StopAsync();
        }
    }

    /// <summary>How the program of a cell is started in the foreground.</summary>
    /// <remarks>In the caller's directory, where the paths among the arguments are meant; a cell goes to its own by itself.</remarks>
    public static ProcessStartInfo Program(CellNode cell, BuiltCell built, IEnumerable<string> arguments, string startedBy)
    {
        (string program, IReadOnlyList<string> own) = built.Command;
        ProcessStartInfo start = new(program, [.. own, .. arguments]);
        ChildEnvironment.RemoveBuildVariables(start);
        ChildEnvironment.AddCellVariables(start, cell.Directory, cell.Manifest, startedBy);
        return start;
    }
}
