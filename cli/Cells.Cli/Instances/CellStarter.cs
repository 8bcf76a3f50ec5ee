using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Processes;
using Cells.Connections;
using Cells.Directories;

namespace Cells.Cli.Instances;

/// <summary>Starts cells and waits until they answer.</summary>
/// <param name="startedBy">What a cell's state names as its starter.</param>
/// <param name="timeout">How long a cell may take until it answers.</param>
internal sealed class CellStarter(string startedBy, TimeSpan timeout)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestQuestion = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Stages <paramref name="built"/>, starts it and waits until it answers.</summary>
    /// <returns>The running cell; its process is another's when that was quicker.</returns>
    /// <exception cref="ToolFailure">The process ended or did not answer in time; it no longer runs then.</exception>
    public async Task<CellInstance> StartAsync(CellNode cell, BuiltCell built, CancellationToken cancellationToken)
    {
        BuiltCell program = built.IsOfProject ? StagedBuild.Stage(cell.Directory, built) : built;
        (string logPath, long logStart) = PrepareLog(cell);
        using Process process = DetachedProcess.Start(cell.Directory, cell.Manifest, program, logPath, startedBy);
        try
        {
            CellSchemaAnswer answer = await WaitForAnswerAsync(cell, process, logPath, logStart, cancellationToken);
            CellState? state = CellState.Read(cell.Directory);
            StagedBuild.Prune(cell.Directory, program.Path, state?.Binary);
            return new CellInstance(cell.Directory, CellCondition.Running, state, answer, null);
        }
        catch
        {
            await EndAsync(process);
            throw;
        }
    }

    private static (string Path, long Start) PrepareLog(CellNode cell)
    {
        try
        {
            return CellLog.Prepare(cell.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"{cell.Name}: the log in {cell.Directory.Path} cannot be written: {e.Message}", e);
        }
    }

    private async Task<CellSchemaAnswer> WaitForAnswerAsync(
        CellNode cell, Process process, string logPath, long logStart, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan delay = FirstDelay;
        while (true)
        {
            // Asked first: what ended with 0 may have found the cell running already.
            bool hasEnded = process.HasExited;
            if (await TryAskAsync(cell, start, cancellationToken) is { } answer)
            {
                return answer;
            }

            if (hasEnded && !(process.ExitCode == 0 && CellState.IsRunning(cell.Directory)))
            {
                throw new ToolFailure(ExitCode.No, $"{cell.Name} ended with exit code {process.ExitCode} before it served calls. The end of {logPath}:")
                {
                    Details = CellLog.ReadTail(logPath, logStart),
                    Facts = new JsonObject { ["cell"] = cell.Name, ["processExitCode"] = process.ExitCode },
                };
            }

            if (Stopwatch.GetElapsedTime(start) >= timeout)
            {
                throw new ToolFailure(
                    ExitCode.Timeout,
                    $"{cell.Name} did not answer at {cell.Directory.SocketPath} within {Schema.Duration.Format(timeout)}, and was ended. The end of {logPath}:")
                {
                    Details = CellLog.ReadTail(logPath, logStart),
                    Hint = "A cell that needs longer to start is given it with --timeout.",
                    Facts = new JsonObject { ["cell"] = cell.Name },
                };
            }

            await Task.Delay(delay, cancellationToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private async Task<CellSchemaAnswer?> TryAskAsync(CellNode cell, long start, CancellationToken cancellationToken)
    {
        TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        try
        {
            return await CellSchemaQuery.AskAsync(
                cell.Directory.SocketPath, includeSchema: false, left < LongestQuestion ? left : LongestQuestion, cancellationToken);
        }
        catch (CellException e) when (e.Status is CellStatus.Unavailable or CellStatus.DeadlineExceeded)
        {
            return null;
        }
        catch (CellException e)
        {
            throw CallFailure.Of(e);
        }
    }

    /// <summary>Ends a process that was started for nothing.</summary>
    private static async Task EndAsync(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        Signals.RequestEnd(process);
        using CancellationTokenSource patience = new(EndTimeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
