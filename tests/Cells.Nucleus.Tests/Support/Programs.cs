using System.Diagnostics;
using Cells.Nucleus.Launching;

namespace Cells.Nucleus.Tests.Support;

/// <summary>Runs programs to their end.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>A launch of <c>/bin/sh</c>.</summary>
    public static ProcessLaunch Shell(string script, string directory) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script],
        Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        WorkingDirectory = directory,
    };

    /// <summary>Runs a launch as it is.</summary>
    public static Task<ProgramRun> RunAsync(ProcessLaunch launch)
    {
        ProcessStartInfo start = new(launch.FileName, launch.Arguments) { WorkingDirectory = launch.WorkingDirectory };
        start.Environment.Clear();
        foreach ((string name, string value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        return RunAsync(start);
    }

    public static async Task<ProgramRun> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        int id = process.Id;
        using CancellationTokenSource limit = new(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ProgramRun(id, process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramRun(int ProcessId, int ExitCode, string Output, string Errors);
