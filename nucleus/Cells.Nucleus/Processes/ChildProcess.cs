using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Nucleus.Launching;
using Microsoft.Win32.SafeHandles;

namespace Cells.Nucleus.Processes;

/// <summary>A process that this one started, as the leader of its own process group.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ChildProcess
{
    /// <summary>The descriptor under which the listening socket is inherited: behind those of the streams.</summary>
    public const int ListenerDescriptor = 3;

    private static readonly Lock Spawning = new();
    private static readonly Dictionary<int, ChildProcess> Running = [];
    private static PosixSignalRegistration? s_ends;

    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(int id, SafeFileHandle output, SafeFileHandle error)
    {
        Id = id;
        Output = output;
        Error = error;
        Start = ProcessStart.Of(id);
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>When it began, by which it is told from a later process of the same number.</summary>
    public ProcessStart? Start { get; }

    /// <summary>The end of a pipe: what it writes to standard output.</summary>
    public SafeFileHandle Output { get; }

    /// <summary>The end of a pipe: what it writes to standard error.</summary>
    public SafeFileHandle Error { get; }

    /// <summary>How it ended. The group that it led has ended, too.</summary>
    public Task<ExitStatus> Exited => _exited.Task;

    /// <summary>Starts a process that inherits <paramref name="listener"/>.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static ChildProcess Run(ProcessLaunch launch, SafeHandle listener)
    {
        (SafeFileHandle output, SafeFileHandle outputEnd) = Native.CreatePipe();
        (SafeFileHandle error, SafeFileHandle errorEnd) = Native.CreatePipe();
        using SafeFileHandle nothing = File.OpenHandle("/dev/null");
        using (outputEnd)
        using (errorEnd)
        {
            string[] environment = [.. launch.Environment.Select(static variable => $"{variable.Key}={variable.Value}")];
            bool isHeld = false;
            listener.DangerousAddRef(ref isHeld);
            try
            {
                // Ends of children are looked at under the same lock, so that one which is over at once is not missed.
                lock (Spawning)
                {
                    s_ends ??= PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => ReapAll());
                    int id = Native.Spawn(
                        launch.FileName,
                        [launch.FileName, .. launch.Arguments],
                        environment,
                        launch.WorkingDirectory,
                        [(int)nothing.DangerousGetHandle(), (int)outputEnd.DangerousGetHandle(), (int)errorEnd.DangerousGetHandle(), (int)listener.DangerousGetHandle()]);
                    ChildProcess process = new(id, output, error);
                    Running[id] = process;
                    return process;
                }
            }
            catch
            {
                output.Dispose();
                error.Dispose();
                throw;
            }
            finally
            {
                listener.DangerousRelease();
            }
        }
    }

    /// <summary>Asks the process to end.</summary>
    public void RequestEnd() => Signal(Id, Native.EndSignal);

    /// <summary>Ends the process and all of its group.</summary>
    public void Kill() => Signal(-Id, Native.KillSignal);

    private void Signal(int target, int signal)
    {
        lock (Spawning)
        {
            // Not after it was waited for: the number may be another's by then.
            if (Running.ContainsKey(Id))
            {
                Native.Signal(target, signal);
            }
        }
    }

    private static void ReapAll()
    {
        lock (Spawning)
        {
            foreach ((int id, ChildProcess process) in Running)
            {
                if (Native.HasEnded(id))
                {
                    // What the process left behind is its own, and ends with it.
                    Native.Signal(-id, Native.KillSignal);
                    Running.Remove(id);
                    process._exited.TrySetResult(Native.Reap(id) ?? new ExitStatus(null, Native.KillSignal));
                }
            }
        }
    }
}

/// <summary>When a process began, in the system's ticks since it was booted.</summary>
internal readonly record struct ProcessStart(ulong Ticks)
{
    private const int FieldAfterName = 20;

    /// <summary>When the process with <paramref name="processId"/> began; null when there is none.</summary>
    public static ProcessStart? Of(int processId)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            // The name, in parentheses, may hold anything; the 22nd field is the 20th behind it.
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length >= FieldAfterName && ulong.TryParse(fields[FieldAfterName - 1], CultureInfo.InvariantCulture, out ulong ticks)
                ? new ProcessStart(ticks)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
