using System.Diagnostics;
using Cells.Cli.CommandLine;
using Cells.Cli.Processes;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Instances;

/// <summary>A connection to a cell's nucleus.</summary>
internal sealed class NucleusConnection : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a nucleus that runs may take to answer.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly NucleusControlClient _client;

    private NucleusConnection(NucleusControlClient client) => _client = client;

    /// <summary>What it can be told.</summary>
    public INucleusControl Nucleus => _client;

    /// <summary>Whether the nucleus is about to end. When it has answered, it has the orders that were given before.</summary>
    /// <exception cref="CellException">It is gone.</exception>
    public async Task<bool> IsStoppingAsync(CancellationToken cancellationToken)
        => (await _client.With(CallOptions.None with { Deadline = AnswerTimeout }).StatusAsync(cancellationToken)).Condition == NucleusCondition.Stopping;

    /// <summary>Connects to the nucleus of the cell in <paramref name="directory"/>; null when there is none.</summary>
    public static async Task<NucleusConnection?> TryConnectAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        // The lock first: a socket file may be left over from a nucleus that was killed.
        if (!CellState.IsRunning(directory) || !File.Exists(directory.NucleusSocketPath))
        {
            return null;
        }

        CellChannelOptions options = new() { IsTool = true };
        NucleusControlClient client = new(CellChannel.ForSocket(directory.NucleusSocketPath, NucleusControlContract.Contract, CellSystemClient.NoErrors, options));
        try
        {
            await client.With(CallOptions.None with { Deadline = AnswerTimeout }).StatusAsync(cancellationToken);
            return new NucleusConnection(client);
        }
        catch (CellException)
        {
            await client.DisposeAsync();
            return null;
        }
    }

    /// <summary>Connects to the nucleus of the cell in <paramref name="directory"/>, and starts one where there is none.</summary>
    /// <exception cref="ToolFailure">There is none by the end of <paramref name="timeout"/>, or another program keeps the cell.</exception>
    public static async Task<NucleusConnection> OpenAsync(CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan delay = FirstDelay;
        Process? process = null;
        try
        {
            while (true)
            {
                if (await TryConnectAsync(directory, cancellationToken) is { } connection)
                {
                    return connection;
                }

                if (process is { HasExited: true, ExitCode: not 0 })
                {
                    throw new ToolFailure(ExitCode.No, $"The nucleus of {directory.Path} ended with exit code {process.ExitCode}. The end of {Path.Combine(directory.LogPath, "nucleus.log")}:")
                    {
                        Details = CellLog.ReadTail(Path.Combine(directory.LogPath, "nucleus.log")),
                    };
                }

                if (process is null or { HasExited: true } && !CellState.IsRunning(directory))
                {
                    process?.Dispose();
                    process = DetachedProcess.StartNucleus(directory);
                }
                else if (process is null or { HasExited: true } && CellState.Read(directory) is { NucleusId: 0 } byHand)
                {
                    throw new ToolFailure(ExitCode.No, $"Process {byHand.ProcessId} keeps {directory.Path} without a nucleus: stop it first.");
                }

                if (Stopwatch.GetElapsedTime(start) >= timeout)
                {
                    throw new ToolFailure(ExitCode.Timeout, $"The nucleus of {directory.Path} did not answer within {Schema.Duration.Format(timeout)}.");
                }

                await Task.Delay(delay, cancellationToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
        }
        finally
        {
            process?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
