using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Cli.Logs;
using Cells.Cli.Output;
using Cells.Nucleus.Logging;

namespace Cells.Cli.Commands;

/// <summary><c>cells logs</c>: what cells print.</summary>
internal sealed class LogsCommand : ToolCommand
{
    /// <summary>How often is looked whether something was logged.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly CellsArgument _directories = new();

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what is logged from now on, until Ctrl+C." };
    private readonly Option<bool> _nucleus = new("--nucleus") { Description = "Print also what the cells' nuclei log: starts, crashes, restarts, stops." };
    private readonly SinceOption _since = new("Leave out what was logged before.", TimeProvider.System);

    public LogsCommand(ToolTerminal terminal)
        : base(
            terminal,
            "logs",
            "Prints what cells print, several of them by time.",
            "cells logs samples/storefront/catalog",
            "cells logs samples/storefront -f --since 10m",
            "cells logs ./catalog --nucleus",
            "cells logs ./catalog --since 2026-01-31T10:00:00Z --json")
    {
        Arguments.Add(_directories);
        Options.Add(_follow);
        Options.Add(_since);
        Options.Add(_nucleus);
    }

    public override JsonOutput Json { get; } = JsonOutput.Lines("log-line.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        LoggedCell[] cells = [.. _directories.RequireIn(parsed)
            .Select(static (directory, number) => new LoggedCell(CellNames.Of(directory), LogFolder.PathOf(directory), number))];
        LogPrinter printer = new(output, cells);
        string[] kinds = parsed.GetValue(_nucleus) ? [LogFolder.CellLog, LogFolder.NucleusLog] : [LogFolder.CellLog];
        using LogMerge logs = new(cells, kinds, parsed.GetValue(_since));
        try
        {
            bool isFollowed = parsed.GetValue(_follow);
            do
            {
                foreach (LogEntry entry in logs.Read())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    printer.Print(entry);
                }

                if (logs.TakeLoss())
                {
                    output.WriteWarning("Lines are missing: they were logged and removed again before they could be read.");
                }
            }
            while (isFollowed && await WaitAsync(cancellationToken));
            foreach (LogEntry entry in logs.ReadRest())
            {
                printer.Print(entry);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The lines are all there is to print, also with --json.
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"A log cannot be read: {e.Message}", e);
        }

        return ExitCode.Ok;
    }

    private static async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(LookInterval, cancellationToken);
        return true;
    }
}
