using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cells.Cli.Processes;

/// <summary>Tells processes to end.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>Asks a process to end in its own time; where there is no such signal, ends it.</summary>
    public static void RequestEnd(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        // An error means that the process is gone, or is another user's: waiting for its end tells.
        _ = Kill(process.Id, Terminate);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
