using System.CommandLine;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells restart</c>: builds a cell and puts the build in the place of what runs, without a failed call.</summary>
internal sealed class RestartCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly BuildOptions _build;
    private readonly WaitOptions _wait;
    private readonly TimeoutOption _timeout = new("How long each new process may take until it serves.", TimeSpan.FromSeconds(30));

    public RestartCommand(ToolTerminal terminal)
        : base(
            terminal, "restart", "Builds a cell and puts the build in the place of what runs; a build that does not come up changes nothing.", "cells restart samples/storefront/catalog", "cells restart ./catalog --no-build --wait")
    {
        Arguments.Add(_directory);
        _build = new BuildOptions(this, "Take what was built last.");
        _wait = new WaitOptions(this, "Wait until the processes before have ended, too, and not only until the new ones serve.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/restart.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        BuiltCell built = await _build.BuildAsync(parsed, cell, output, cancellationToken);
        output.WriteProse($"{cell.Name}: restarting");
        CellStarter starter = new("cells restart", _timeout.Of(parsed)) { IsAwaited = !_wait.WaitsForNothing(parsed) };
        CellReplacement replacement = await starter.RestartAsync(cell, built, cancellationToken);
        await ReplacementOutput.WriteAsync(output, cell, replacement, "restarted", _wait.WaitsForAll(parsed), cancellationToken);
        return ExitCode.Ok;
    }
}
