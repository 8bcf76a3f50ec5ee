using System.Diagnostics;
using Cells.Cli.CommandLine;
using Cells.Cli.Diagnosis;
using Cells.Cli.Processes;
using Cells.Control;
using Cells.Directories;

namespace Cells.Cli.Instances;

/// <summary>Stops running cells.</summary>
internal static class CellStopper
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A process cannot have begun after it was ready; clocks are read to the hundredth of a second.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    /// <summary>Asks the cell to end its calls in flight and go; ends it when <paramref name="timeout"/> is over.</summary>
    /// <returns>The process id, and whether the cell went by itself.</returns>
    /// <exception cref="ToolFailure">The cell does not run, or its process cannot be told from another.</exception>
    public static async Task<(int ProcessId, bool HasDrained)> StopAsync(CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await FindNucleusAsync(directory, cancellationToken) is { } nucleus)
        {
            await using (nucleus)
            {
                return await StopAsync(nucleus, directory, timeout, cancellationToken);
            }
        }

        using Process process = FindProcess(directory);
        int processId = process.Id;
        Signals.RequestEnd(process);
        bool hasDrained = await WaitForEndAsync(process, timeout, cancellationToken);
        if (!hasDrained)
        {
            process.Kill();
            if (!await WaitForEndAsync(process, KillTimeout, cancellationToken))
            {
                throw new ToolFailure(ExitCode.Timeout, $"Process {processId} of {directory.Path} does not end, not even when killed.");
            }

            RemoveRemains(directory);
        }

        return (processId, hasDrained);
    }

    /// <summary>Asks the cell to end its calls in flight and go, without waiting for that.</summary>
    /// <returns>The process id.</returns>
    /// <exception cref="ToolFailure">The cell does not run, or its process cannot be told from another.</exception>
    public static async Task<int> BeginAsync(CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await FindNucleusAsync(directory, cancellationToken) is not { } nucleus)
        {
            using Process process = FindProcess(directory);
            Signals.RequestEnd(process);
            return process.Id;
        }

        await using (nucleus)
        {
            int processId = CellState.Read(directory)?.ProcessId ?? 0;
            try
            {
                Task stopping = nucleus.Nucleus.StopAsync(timeout, cancellationToken).AsTask();
                _ = stopping.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                await nucleus.IsStoppingAsync(cancellationToken);
            }
            catch (CellException e) when (e.Status == CellStatus.Unavailable)
            {
                // It has been quicker.
            }

            return processId;
        }
    }

    private static async Task<NucleusConnection?> FindNucleusAsync(CellDirectory directory, CancellationToken cancellationToken)
        => CellState.IsRunning(directory)
            ? await NucleusConnection.TryConnectAsync(directory, cancellationToken)
            : throw new ToolFailure(ExitCode.NotFound, $"{directory.Path} is not running.");

    /// <summary>The process that keeps the cell by itself.</summary>
    private static Process FindProcess(CellDirectory directory)
    {
        CellState state = CellState.Read(directory)
            ?? throw new ToolFailure(ExitCode.No, $"{directory.Path} is held by a process that has not written {directory.StatePath} yet: try again in a moment.");
        if (state.NucleusId != 0 && (LockHolder.Find(directory)?.ProcessId ?? state.NucleusId) == state.NucleusId)
        {
            // Ending its processes would not do: it starts them again when it goes on.
            throw new ToolFailure(
                ExitCode.Timeout,
                $"The nucleus of {directory.Path} (process {state.NucleusId}) does not answer: try again in a moment, or end it with `kill -9 {state.NucleusId}`; its processes then end their calls and go.");
        }

        return Find(state)
            ?? throw new ToolFailure(
                ExitCode.No,
                $"{directory.StatePath} names process {state.ProcessId}, which is not the cell's any more, and another one holds {directory.LockPath}: end that one.");
    }

    private static async Task<(int ProcessId, bool HasDrained)> StopAsync(NucleusConnection nucleus, CellDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        OperationReport report;
        try
        {
            report = await nucleus.Nucleus.With(CallOptions.None with { Deadline = timeout + KillTimeout }).StopAsync(timeout, cancellationToken);
        }
        catch (CellException e)
        {
            throw CallFailure.Of(e);
        }

        // It answers first, and then goes.
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(KillTimeout);
        try
        {
            while (CellState.IsRunning(directory))
            {
                await Task.Delay(LookInterval, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolFailure(ExitCode.Timeout, $"The nucleus of {directory.Path} has stopped the cell, and does not end.");
        }

        return (report.ProcessId, report.HasDrained);
    }

    /// <summary>The process, unless its number belongs to a later one by now.</summary>
    private static Process? Find(CellState state)
    {
        try
        {
            Process process = Process.GetProcessById(state.ProcessId);
            if (process.StartTime.ToUniversalTime() <= state.StartTime.UtcDateTime + ClockTolerance)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static async Task<bool> WaitForEndAsync(Process process, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>What a killed process could not remove itself.</summary>
    private static void RemoveRemains(CellDirectory directory)
    {
        if (!CellState.IsRunning(directory))
        {
            File.Delete(directory.SocketPath);
            File.Delete(directory.StatePath);
        }
    }
}
