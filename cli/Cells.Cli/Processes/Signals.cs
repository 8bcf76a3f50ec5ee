using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Cells.Cli.Processes;

/// <summary>Tells processes to end, and this one to pause.</summary>
internal static partial class Signals
{
    private const int Terminate = 15;

    /// <summary>SIGSTOP.</summary>
    private static readonly int Stop = OperatingSystem.IsLinux() ? 19 : 17;

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

    /// <summary>Suspends this process, as Ctrl+Z does; the shell lets it go on.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void Suspend() => _ = Kill(Environment.ProcessId, Stop);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
