using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Consumers;
using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells consumers</c>: who uses a cell, and what of it.</summary>
internal sealed class ConsumersCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The directory of the cell that is used.");
    private readonly Option<string?> _forget = new("--forget") { Description = "Forget this consumer, which is not connected: builds are no longer held to what it uses.", HelpName = "name" };
    private readonly TimeoutOption _timeout = new("How long a running cell may take to answer.", TimeSpan.FromSeconds(5));

    public ConsumersCommand(ToolTerminal terminal)
        : base(
            terminal,
            "consumers",
            "Lists who uses a cell: the consumers that are connected, that it has met, and that were built beside it.",
            "cells consumers samples/storefront/catalog",
            "cells consumers ./catalog --json",
            "cells consumers ./catalog --forget storefront")
    {
        Arguments.Add(_directory);
        Options.Add(_forget);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/consumers.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        TimeSpan timeout = _timeout.Of(parsed);
        if (parsed.GetValue(_forget) is { } name)
        {
            int pruned = await ConsumerForgetting.ForgetAsync(cell, name, timeout, cancellationToken);
            if (output.IsJson)
            {
                output.WriteJson(new JsonObject { ["cell"] = cell.Name, ["forgotten"] = name, ["removedSchemas"] = pruned });
            }
            else
            {
                output.WriteProse($"{cell.Name}: {name} is forgotten until it connects or is built again");
            }

            return ExitCode.Ok;
        }

        ConsumerOverview overview = await ConsumerOverview.ReadAsync(cell, timeout, cancellationToken);
        foreach (string warning in overview.Warnings)
        {
            output.WriteWarning(warning);
        }

        if (output.IsJson)
        {
            output.WriteJson(ConsumerReport.ToJson(overview, cell, TimeProvider.System));
        }
        else
        {
            ConsumerReport.WriteTable(overview, cell, TimeProvider.System, output);
        }

        return ExitCode.Ok;
    }
}
