using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells start</c>: builds a cell and leaves it running.</summary>
internal sealed class StartCommand : ToolCommand
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly BuildOptions _build;
    private readonly WaitOptions _wait;
    private readonly Option<bool> _idle = new("--idle") { Description = "Start nothing until the first caller comes." };
    private readonly TimeoutOption _timeout = new("How long the cell may take until it serves.", TimeSpan.FromSeconds(30));

    public StartCommand(ToolTerminal terminal)
        : base(terminal, "start", "Builds a cell and leaves it running.", "cells start samples/storefront/catalog", "cells start ./catalog --no-build --timeout 10s", "cells start ./catalog --idle")
    {
        Arguments.Add(_directory);
        _build = new BuildOptions(this, "Start what was built last.");
        Options.Add(_idle);
        _wait = new WaitOptions(this, "Wait until the cell serves, as without this option.");
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/start.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        CellInstance instance = await CellInstance.ProbeAsync(cell.Directory, ProbeTimeout, cancellationToken);
        bool isIdle = parsed.GetValue(_idle);
        bool wasRunning = instance.Condition is not (CellCondition.Stopped or CellCondition.Stopping) && (isIdle || instance.Condition != CellCondition.Idle);
        if (!wasRunning)
        {
            instance = await StartAsync(parsed, output, cell, cancellationToken);
        }

        Print(output, cell, instance, wasRunning);
        return ExitCode.Ok;
    }

    private async Task<CellInstance> StartAsync(ParseResult parsed, ToolOutput output, CellNode cell, CancellationToken cancellationToken)
    {
        BuiltCell built = await _build.BuildAsync(parsed, cell, output, cancellationToken);
        output.WriteProse($"{cell.Name}: starting");
        CellStarter starter = new("cells start", _timeout.Of(parsed)) { IsAwaited = !_wait.WaitsForNothing(parsed) };
        return await starter.StartAsync(cell, built, parsed.GetValue(_idle), cancellationToken);
    }

    private static void Print(ToolOutput output, CellNode cell, CellInstance instance, bool wasRunning)
    {
        if (output.IsJson)
        {
            JsonObject document = CellFacts.ToJson(instance, cell.Name, TimeProvider.System);
            document["wasRunning"] = wasRunning;
            output.WriteJson(document);
            return;
        }

        string process = instance.State is { ProcessId: not 0 } state ? $" (pid {state.ProcessId})" : "";
        output.WriteProse(instance.Condition switch
        {
            CellCondition.Silent => $"{cell.Name}: runs already{process}, and {instance.Note}",
            CellCondition.Failing => $"{cell.Name}: is failing: {instance.Note}",
            CellCondition.Starting => $"{cell.Name}: starting{process}; `cells ps` shows what becomes of it",
            CellCondition.Idle => $"{cell.Name}: idle, the first caller starts it, at {cell.Directory.SocketPath}",
            _ => $"{cell.Name}: {(wasRunning ? "runs already" : "running")}{process}, version {instance.Answer?.Version}, at {cell.Directory.SocketPath}",
        });
    }
}
