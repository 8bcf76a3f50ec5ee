using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Control;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Instances;

/// <summary>Has a nucleus start cells, or put new builds in the place of old ones.</summary>
/// <param name="startedBy">What a cell's process is told about its starter.</param>
/// <param name="timeout">How long a process may take until it is ready.</param>
internal sealed class CellStarter(string startedBy, TimeSpan timeout)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether to wait until what was ordered has been done; else the cell is as it is when its nucleus has the order. True unless set.</summary>
    public bool IsAwaited { get; init; } = true;

    /// <summary>Stages <paramref name="built"/>, starts it and waits until it is ready.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="built">What to start.</param>
    /// <param name="isIdle">Whether nothing is started until the first caller comes.</param>
    /// <param name="cancellationToken">Gives up; what was started is ended, unless the cell was kept before.</param>
    /// <returns>The running cell; its process is another's when that was quicker.</returns>
    /// <exception cref="ToolFailure">The process ended or was not ready in time; it no longer runs then.</exception>
    public async Task<CellInstance> StartAsync(CellNode cell, BuiltCell built, bool isIdle, CancellationToken cancellationToken)
        => (await OrderAsync(cell, (nucleus, cancel) => nucleus.StartAsync(Order(cell, built, isIdle), cancel), cancellationToken)).Instance;

    /// <summary>Stages <paramref name="built"/>, and puts it in the place of what runs without a failed call.</summary>
    /// <exception cref="ToolFailure">The new process ended or was not ready in time; what ran before runs on.</exception>
    public Task<CellReplacement> RestartAsync(CellNode cell, BuiltCell built, CancellationToken cancellationToken)
        => OrderAsync(cell, (nucleus, cancel) => nucleus.RestartAsync(Order(cell, built, isIdle: false), cancel), cancellationToken);

    /// <summary>Puts the build that ran before in the place of what runs.</summary>
    /// <exception cref="ToolFailure">There is none, or it was not ready in time; what ran before runs on.</exception>
    public Task<CellReplacement> RollBackAsync(CellNode cell, CancellationToken cancellationToken)
        => OrderAsync(cell, (nucleus, cancel) => nucleus.RollBackAsync(timeout, cancel), cancellationToken);

    private async Task<CellReplacement> OrderAsync(
        CellNode cell, Func<INucleusControl, CancellationToken, ValueTask<OperationReport>> order, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        bool wasRunning = CellState.IsRunning(cell.Directory);
        while (true)
        {
            await using NucleusConnection connection = await NucleusConnection.OpenAsync(cell.Directory, timeout, cancellationToken);
            try
            {
                Task<OperationReport> ordered = order(connection.Nucleus, cancellationToken).AsTask();
                if (!IsAwaited && !await connection.IsStoppingAsync(cancellationToken) && !ordered.IsCompleted)
                {
                    Forget(ordered);
                    return new CellReplacement(await CellInstance.ProbeAsync(cell.Directory, timeout, cancellationToken), null);
                }

                OperationReport report = await ordered;
                // A nucleus that is about to end makes room for the next one.
                if (report.Outcome != OperationOutcome.Stopping || Stopwatch.GetElapsedTime(start) >= timeout)
                {
                    return new CellReplacement(await ReadAsync(cell, report, cancellationToken), report);
                }
            }
            catch (CellException e) when (e is { Status: CellStatus.Unavailable, Outcome: CallOutcome.NotExecuted } && Stopwatch.GetElapsedTime(start) < timeout)
            {
                // It ended in between.
            }
            catch (CellException e)
            {
                throw CallFailure.Of(e);
            }
            catch (OperationCanceledException)
            {
                // What was there before stays: its nucleus goes on with the order, and with what serves if that fails.
                if (!wasRunning)
                {
                    await EndAsync(connection);
                }

                throw;
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    /// <summary>What becomes of an order that is not waited for is in the nucleus' log.</summary>
    private static void Forget(Task order)
        => order.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task<CellInstance> ReadAsync(CellNode cell, OperationReport report, CancellationToken cancellationToken)
    {
        string log = Path.Combine(cell.Directory.LogPath, "cell.log");
        switch (report.Outcome)
        {
            case OperationOutcome.Done or OperationOutcome.Unchanged:
                return await CellInstance.ProbeAsync(cell.Directory, timeout, cancellationToken);
            case OperationOutcome.Ended or OperationOutcome.Overdue:
                throw new ToolFailure(report.Outcome == OperationOutcome.Ended ? ExitCode.No : ExitCode.Timeout, $"{cell.Name} {report.Message}{(report.Output is [_, ..] ? $". The last lines that it wrote ({log} has all):" : $", and printed nothing into {log}.")}")
                {
                    Details = report.Output ?? [],
                    Hint = report.Outcome == OperationOutcome.Overdue ? "A cell that needs longer to start is given it with --timeout." : null,
                    Facts = report.ExitCode is { } code ? new JsonObject { ["cell"] = cell.Name, ["processExitCode"] = code } : new JsonObject { ["cell"] = cell.Name },
                };
            default:
                throw new ToolFailure(ExitCode.No, $"{cell.Name}: {report.Message}.");
        }
    }

    private StartOrder Order(CellNode cell, BuiltCell built, bool isIdle)
    {
        BuiltCell program = built.IsOfProject ? StagedBuild.Stage(cell.Directory, built) : built;
        (string executable, IReadOnlyList<string> arguments) = program.Command;
        string id = built.IsOfProject ? Path.GetFileName(Path.GetDirectoryName(program.Path)!) : Path.GetFileName(program.Path);
        BuildReference build = new(id, executable, [.. arguments]);
        // What a project builds exports its schema; another program tells it when it runs.
        return new StartOrder(built.IsOfProject ? WithSchema(build, cell.Directory) : build, isIdle, timeout, startedBy);
    }

    /// <summary>With the schema that was exported, and what it describes: the nucleus tells that without reading it.</summary>
    private static BuildReference WithSchema(BuildReference build, CellDirectory directory)
        => BoundedFile.ReadText(directory.ExportPath, SchemaDocument.MaxLength)?.ReplaceLineEndings("\n") is { } document
            && SchemaDocument.Read(document) is { Schema: { } schema, Fingerprint: { } fingerprint }
            ? build with { Schema = document, Contract = new BuildContract(schema.Contract, fingerprint, schema.Version) }
            : build;

    /// <summary>Ends what was started for nothing.</summary>
    private static async Task EndAsync(NucleusConnection connection)
    {
        try
        {
            await connection.Nucleus.StopAsync(TimeSpan.Zero, CancellationToken.None);
        }
        catch (CellException)
        {
            // It has ended already.
            return;
        }
    }
}
