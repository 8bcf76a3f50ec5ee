using System.Diagnostics;
using Cells.Cli.Building;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Processes;

/// <summary>Starts a cell's process in a session of its own, so that neither Ctrl+C nor the end of the terminal reaches it.</summary>
internal static class DetachedProcess
{
    // The shell only redirects and then becomes the program: the process id stays. Not every Unix has setsid; without it, Ctrl+C reaches the cell too.
    private const string Script =
        "exec </dev/null >>\"$0\" 2>&1; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi; exec \"$@\"";

    /// <summary>Starts <paramref name="program"/> in the cell's directory, its output appended to <paramref name="logPath"/>.</summary>
    public static Process Start(CellDirectory directory, CellManifest manifest, BuiltCell program, string logPath, string startedBy)
    {
        (string executable, IReadOnlyList<string> arguments) = program.Command;
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(executable, arguments) { CreateNoWindow = true }
            : new ProcessStartInfo("/bin/sh", ["-c", Script, logPath, executable, .. arguments]);
        start.WorkingDirectory = directory.Path;
        ChildEnvironment.RemoveBuildVariables(start);
        ChildEnvironment.AddCellVariables(start, directory, manifest, startedBy);
        return CapturedProcess.Start(start);
    }
}
