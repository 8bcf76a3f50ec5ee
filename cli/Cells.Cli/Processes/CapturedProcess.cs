using System.ComponentModel;
using System.Diagnostics;
using Cells.Cli.CommandLine;

namespace Cells.Cli.Processes;

/// <summary>Runs a program to its end and keeps what it writes.</summary>
internal static class CapturedProcess
{
    /// <summary>A server that the program leaves behind may hold its streams open: no longer than this is waited for their end.</summary>
    private static readonly TimeSpan StreamEndTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Runs <paramref name="start"/>; ends it, and what it started, on cancellation.</summary>
    /// <exception cref="ToolFailure">The program is not there.</exception>
    public static async Task<CapturedResult> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Start(start);
        process.StandardInput.Close();
        CapturedLines lines = new();
        Task reading = Task.WhenAll(ReadAsync(process.StandardOutput, lines.AddOutput), ReadAsync(process.StandardError, lines.AddError));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await Task.WhenAny(reading, Task.Delay(StreamEndTimeout, cancellationToken));
        return lines.ToResult(process.ExitCode);
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="ToolFailure">The program is not there, or may not be run.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new ToolFailure(ExitCode.No, $"{start.FileName} did not start.");
        }
        catch (Win32Exception e)
        {
            throw new ToolFailure(ExitCode.NotFound, $"{start.FileName} cannot be started: {e.Message}", e);
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> add)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            add(line);
        }
    }

    private sealed class CapturedLines
    {
        private readonly Lock _lock = new();
        private readonly List<string> _output = [];
        private readonly List<string> _all = [];

        public void AddOutput(string line)
        {
            lock (_lock)
            {
                _output.Add(line);
                _all.Add(line);
            }
        }

        public void AddError(string line)
        {
            lock (_lock)
            {
                _all.Add(line);
            }
        }

        public CapturedResult ToResult(int exitCode)
        {
            lock (_lock)
            {
                return new CapturedResult(exitCode, [.. _output], [.. _all]);
            }
        }
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its lines on stdout.</param>
/// <param name="All">Its lines on both streams, in the order of arrival.</param>
internal sealed record CapturedResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> All);
