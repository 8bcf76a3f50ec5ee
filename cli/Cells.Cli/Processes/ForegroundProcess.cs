using System.Diagnostics;

namespace Cells.Cli.Processes;

/// <summary>Runs a program on the tool's own streams.</summary>
internal static class ForegroundProcess
{
    /// <summary>Ctrl+C reaches the program without the tool: it may end by itself first.</summary>
    private static readonly TimeSpan OwnEndTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(35);

    /// <summary>Runs <paramref name="start"/> and returns its exit code.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the program has ended.</exception>
    public static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using Process process = CapturedProcess.Start(start);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            if (!await EndsWithinAsync(process, OwnEndTimeout))
            {
                Signals.RequestEnd(process);
                if (!await EndsWithinAsync(process, EndTimeout))
                {
                    process.Kill(entireProcessTree: true);
                }
            }

            throw;
        }
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan timeout)
    {
        using CancellationTokenSource patience = new(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
