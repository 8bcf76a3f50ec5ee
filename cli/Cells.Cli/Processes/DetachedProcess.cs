using System.Diagnostics;
using Cells.Cli.CommandLine;
using Cells.Directories;
using Cells.Nucleus.Logging;

namespace Cells.Cli.Processes;

/// <summary>Starts a cell's nucleus in a session of its own, so that neither Ctrl+C nor the end of the terminal reaches it.</summary>
internal static class DetachedProcess
{
    private const string Program = "Cells.Nucleus.dll";

    // The shell only redirects and then becomes the program: the process id stays. Not every Unix has setsid; without it, Ctrl+C reaches the nucleus, too.
    // A log that cannot be written keeps no cell from being kept.
    private const string Script =
        "if (umask 077; : >>\"$0\") 2>/dev/null; then exec 2>>\"$0\"; else exec 2>/dev/null; fi; exec </dev/null >/dev/null; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi; exec \"$@\"";

    /// <summary>Starts the nucleus of the cell in <paramref name="directory"/>.</summary>
    /// <exception cref="ToolFailure">It cannot be started.</exception>
    public static Process StartNucleus(CellDirectory directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ToolFailure(ExitCode.No, "Cells that are kept need Linux for now: run the cell in the foreground, with `dotnet run`.");
        }

        LogFolder.TryCreate(directory);
        string log = LogFolder.FileOf(directory.LogPath, LogFolder.NucleusLog, 0);
        ProcessStartInfo start = new("/bin/sh", ["-c", Script, log, ChildEnvironment.DotnetPath, "exec", Path.Combine(AppContext.BaseDirectory, Program)])
        {
            WorkingDirectory = directory.Path,
        };
        ChildEnvironment.RemoveBuildVariables(start);
        start.Environment[CellDirectory.Variable] = directory.Path;
        return CapturedProcess.Start(start);
    }
}
