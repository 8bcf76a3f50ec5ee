using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Commands;

/// <summary><c>cells restart</c>: builds a cell and puts the build in the place of what runs, without a failed call.</summary>
internal sealed class RestartCommand : ToolCommand
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);

    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly Option<bool> _noBuild = CommonOptions.NoBuild("Take what was built last.");
    private readonly Option<string?> _configuration = CommonOptions.Configuration();
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until the old processes have ended their calls, too." };
    private readonly TimeoutOption _timeout = new("How long each new process may take until it serves.", TimeSpan.FromSeconds(30));

    public RestartCommand(ToolTerminal terminal)
        : base(
            terminal, "restart", "Builds a cell and puts the build in the place of what runs; a build that does not come up changes nothing.", "cells restart samples/storefront/catalog", "cells restart ./catalog --no-build --wait")
    {
        Arguments.Add(_directory);
        Options.Add(_noBuild);
        Options.Add(_configuration);
        Options.Add(_wait);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/restart.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        using CellBuilder builder = new(parsed.GetValue(_configuration), parsed.GetValue(_noBuild));
        output.WriteProse($"{cell.Name}: {builder.Activity}");
        BuiltCell built = await builder.BuildAsync(cell, output.WriteWarning, cancellationToken);
        output.WriteProse($"{cell.Name}: restarting");
        CellInstance instance = await new CellStarter("cells restart", _timeout.Of(parsed)).RestartAsync(cell, built, cancellationToken);
        await PrintAsync(output, cell, instance, "restarted", parsed.GetValue(_wait), cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>Tells what runs now; with <paramref name="waits"/>, when the old processes have ended.</summary>
    internal static async Task PrintAsync(ToolOutput output, CellNode cell, CellInstance instance, string done, bool waits, CancellationToken cancellationToken)
    {
        while (waits && CellState.Read(cell.Directory) is { } state && state.Processes.Any(static process => process.IsDraining))
        {
            await Task.Delay(LookInterval, cancellationToken);
        }

        if (output.IsJson)
        {
            JsonObject document = CellFacts.ToJson(instance, cell.Name, TimeProvider.System);
            output.WriteJson(document);
        }
        else
        {
            output.WriteProse($"{cell.Name}: {done} (pid {instance.State?.ProcessId}), version {instance.Answer?.Version}, build {instance.State?.Build}");
        }
    }
}
