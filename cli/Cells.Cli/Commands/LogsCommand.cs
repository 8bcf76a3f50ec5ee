using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Cli.Logs;
using Cells.Cli.Output;
using Cells.Directories;
using Cells.Nucleus.Logging;

namespace Cells.Cli.Commands;

/// <summary><c>cells logs</c>: what cells print.</summary>
internal sealed class LogsCommand : ToolCommand
{
    /// <summary>How often is looked whether something was logged.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string[]> _directories = new("dir")
    {
        Description = "Cells, or trees of cells; the current directory where absent.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what is logged from now on, until Ctrl+C." };
    private readonly SinceOption _since = new("Leave out what was logged before.", TimeProvider.System);

    public LogsCommand(ToolTerminal terminal)
        : base(
            terminal,
            "logs",
            "Prints what cells print, several of them by time.",
            "cells logs samples/storefront/catalog",
            "cells logs samples/storefront -f --since 10m",
            "cells logs ./catalog --since 2026-01-31T10:00:00Z --json")
    {
        Arguments.Add(_directories.CompletesCells());
        Options.Add(_follow);
        Options.Add(_since);
    }

    public override JsonOutput Json { get; } = JsonOutput.Lines("log-line.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        LoggedCell[] cells = [.. Find(parsed.GetValue(_directories) is { Length: > 0 } named ? named : ["."])
            .Select(static (directory, number) => new LoggedCell(CellNames.Of(directory), LogFolder.PathOf(directory), number))];
        LogPrinter printer = new(output, cells);
        using LogMerge logs = new(cells, parsed.GetValue(_since));
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

    private static IEnumerable<CellDirectory> Find(string[] roots)
    {
        List<CellDirectory> cells = [];
        foreach (string root in roots)
        {
            if (!Directory.Exists(root))
            {
                throw new ToolFailure(ExitCode.NotFound, $"There is no directory {Path.GetFullPath(root)}.");
            }

            IReadOnlyList<CellDirectory> found = CellFinder.Find(root);
            cells.AddRange(found.Count > 0 ? found : throw new ToolFailure(ExitCode.NotFound, $"There is no cell in or below {Path.GetFullPath(root)}."));
        }

        return cells.DistinctBy(static cell => cell.Path);
    }
}
