using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Top;
using Cells.Directories;

namespace Cells.Cli.Commands;

/// <summary><c>cells top</c>: what running cells do.</summary>
internal sealed class TopCommand : ToolCommand
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    private readonly CellsArgument _directories = new();

    private readonly Option<bool> _once = new("--once") { Description = "Look for one interval and end." };
    private readonly DurationOption _interval = new("--interval", "How long each look takes.", TimeSpan.FromSeconds(1));

    public TopCommand(ToolTerminal terminal)
        : base(
            terminal,
            "top",
            "Shows what cells do: calls and errors each second, how long calls take, calls in flight, connections, memory and processors, for each process.",
            "cells top samples/storefront",
            "cells top --interval 5s",
            "cells top --once --json")
    {
        Arguments.Add(_directories);
        Options.Add(_once);
        Options.Add(_interval);
    }

    public override JsonOutput Json { get; } = JsonOutput.Lines("tool/top.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellDirectory[] cells = _directories.RequireIn(parsed);
        TimeSpan interval = _interval.Of(parsed) is var asked && asked > ShortestInterval ? asked : ShortestInterval;
        await using LoadWatch watch = new(cells);
        try
        {
            MeshLoad first = await watch.LookAsync(cancellationToken);
            if (parsed.GetValue(_once))
            {
                await Task.Delay(interval, cancellationToken);
                Print(output, await watch.LookAsync(cancellationToken));
                return ExitCode.Ok;
            }

            await (output.IsDrawn ? DrawAsync(watch, first, interval, output, cancellationToken) : PrintAsync(watch, interval, output, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user has seen enough.
        }

        return ExitCode.Interrupted;
    }

    private static async Task PrintAsync(LoadWatch watch, TimeSpan interval, ToolOutput output, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(interval, cancellationToken);
            Print(output, await watch.LookAsync(cancellationToken));
        }
    }

    private static async Task DrawAsync(LoadWatch watch, MeshLoad first, TimeSpan interval, ToolOutput output, CancellationToken cancellationToken)
    {
        using LiveScreen screen = new(output);
        for (MeshLoad load = first; ; load = await watch.LookAsync(cancellationToken))
        {
            MeshLoad now = load;
            screen.Draw(width => LoadTable.Draw(now, width));
            await Task.Delay(interval, cancellationToken);
        }
    }

    private static void Print(ToolOutput output, MeshLoad load)
    {
        if (output.IsJson)
        {
            output.WriteLine(load.ToJson());
        }
        else
        {
            LoadTable.WriteTo(output, load);
            foreach ((LoadOfCell cell, LoadOfReplica replica) in load.Cells.SelectMany(static cell => cell.Replicas.Select(replica => (cell, replica))))
            {
                if (replica.Process.Problem is { } problem)
                {
                    output.WriteProse($"{cell.Name}: replica {replica.Process.Replica} {problem}");
                }
            }
        }
    }
}
