using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Commands;

/// <summary><c>cells rollback</c>: goes back to the build that ran before.</summary>
internal sealed class RollbackCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly WaitOptions _wait;
    private readonly TimeoutOption _timeout = new("How long each process may take until it serves.", TimeSpan.FromSeconds(30));

    public RollbackCommand(ToolTerminal terminal)
        : base(terminal, "rollback", "Puts the build that ran before in the place of what runs.", "cells rollback ./catalog")
    {
        Arguments.Add(_directory);
        _wait = new WaitOptions(this, "Wait until the processes before have ended, too, and not only until the new ones serve.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/rollback.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        if (!CellState.IsRunning(cell.Directory))
        {
            throw new ToolFailure(ExitCode.NotFound, $"{cell.Directory.Path} is not running.");
        }

        CellStarter starter = new("cells rollback", _timeout.Of(parsed)) { IsAwaited = !_wait.WaitsForNothing(parsed) };
        CellReplacement replacement = await starter.RollBackAsync(cell, cancellationToken);
        await ReplacementOutput.WriteAsync(output, cell, replacement, "rolled back", _wait.WaitsForAll(parsed), cancellationToken);
        return ExitCode.Ok;
    }
}
