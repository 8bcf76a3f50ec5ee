using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Commands;

/// <summary><c>cells stop</c>: lets a cell end its calls and go.</summary>
internal sealed class StopCommand : ToolCommand
{
    /// <summary>A stop that takes longer says what it waits for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly WaitOptions _wait;
    private readonly TimeoutOption _timeout = new("How long calls in flight may take to end before the cell is killed.", TimeSpan.FromSeconds(35));

    public StopCommand(ToolTerminal terminal)
        : base(terminal, "stop", "Lets a cell end its calls in flight and stops it.", "cells stop samples/storefront/catalog", "cells stop ./catalog --timeout 5s")
    {
        Arguments.Add(_directory);
        _wait = new WaitOptions(this, "Wait until the cell has gone, as without this option.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/stop.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        // Not through the manifest's content: a cell can be stopped whatever became of that.
        CellDirectory directory = ManifestFile.Locate(parsed.GetRequiredValue(_directory));
        TimeSpan timeout = _timeout.Of(parsed);
        if (_wait.WaitsForNothing(parsed))
        {
            return await BeginAsync(output, directory, timeout, cancellationToken);
        }

        Task<(int ProcessId, bool HasDrained)> stopping = CellStopper.StopAsync(directory, timeout, cancellationToken);
        if (!output.IsJson && await Task.WhenAny(stopping, Task.Delay(Patience, cancellationToken)) != stopping)
        {
            output.WriteProse($"{directory.Name}: ends its calls in flight, for at most {Duration.Format(timeout)}");
        }

        (int processId, bool hasDrained) = await stopping;
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["directory"] = directory.Path, ["pid"] = processId, ["drained"] = hasDrained });
        }
        else
        {
            output.WriteProse(hasDrained
                ? $"{directory.Name}: stopped (pid {processId})"
                : $"{directory.Name}: did not end within {Duration.Format(timeout)} and was killed (pid {processId})");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> BeginAsync(ToolOutput output, CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        int processId = await CellStopper.BeginAsync(directory, timeout, cancellationToken);
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["directory"] = directory.Path, ["pid"] = processId });
        }
        else
        {
            output.WriteProse($"{directory.Name}: stopping (pid {processId}); `cells ps` shows what becomes of it");
        }

        return ExitCode.Ok;
    }
}
