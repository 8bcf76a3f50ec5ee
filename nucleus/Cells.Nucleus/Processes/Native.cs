using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cells.Nucleus.Processes;

/// <summary>The calls of the C library that starting, ending and waiting for processes takes.</summary>
internal static partial class Native
{
    /// <summary>SIGKILL.</summary>
    public const int KillSignal = 9;

    /// <summary>SIGTERM.</summary>
    public const int EndSignal = 15;

    private const int Interrupted = 4;
    private const int BrokenPipeSignal = 13;
    private const int CloseOnExec = 0x80000;
    private const int OneProcess = 1;
    private const int Exited = 4;
    private const int NoHang = 1;
    private const int KeepWaitable = 0x1000000;
    private const int SignalInfoSize = 128;
    private const int SignalSetSize = 128;

    // Larger than glibc's and musl's types, which are opaque.
    private const int SpawnTypeSize = 512;
    private const short OwnGroup = 0x02;
    private const short DefaultSignals = 0x04;
    private const short SignalMask = 0x08;

    /// <summary>A pipe whose ends no other process inherits.</summary>
    /// <exception cref="Win32Exception">No descriptor is left.</exception>
    public static unsafe (SafeFileHandle Read, SafeFileHandle Write) CreatePipe()
    {
        int* ends = stackalloc int[2];
        return Pipe(ends, CloseOnExec) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Starts a program as the leader of a process group of its own.</summary>
    /// <param name="program">A path, or a name on the <c>PATH</c> of this process.</param>
    /// <param name="arguments">Its arguments, its own name first.</param>
    /// <param name="environment">Its variables, each as <c>NAME=value</c>.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <param name="descriptors">The descriptors that it gets, in order from 0; it gets no others.</param>
    /// <returns>The process id.</returns>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static unsafe int Spawn(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string workingDirectory, ReadOnlySpan<int> descriptors)
    {
        byte* actions = stackalloc byte[SpawnTypeSize];
        byte* attributes = stackalloc byte[SpawnTypeSize];
        byte* signals = stackalloc byte[SignalSetSize];
        Check(InitializeActions(actions));
        Check(InitializeAttributes(attributes));
        using NativeStrings argumentList = new(arguments);
        using NativeStrings environmentList = new(environment);
        try
        {
            Check(ChangeDirectory(actions, workingDirectory));

            // Above all targets first: one that is copied must not have been overwritten.
            int above = Math.Max(descriptors.Length, Max(descriptors) + 1);
            for (int i = 0; i < descriptors.Length; i++)
            {
                Check(Duplicate(actions, descriptors[i], above + i));
            }

            for (int i = 0; i < descriptors.Length; i++)
            {
                Check(Duplicate(actions, above + i, i));
                Check(Close(actions, above + i));
            }

            CloseOthers(actions, descriptors.Length);

            // What this process ignores its children would ignore, too; what it handles is reset by itself.
            _ = ClearSignals(signals);
            Check(SetSignalMask(attributes, signals));
            _ = AddSignal(signals, BrokenPipeSignal);
            Check(SetDefaultSignals(attributes, signals));
            Check(SetGroup(attributes, 0));
            Check(SetFlags(attributes, OwnGroup | DefaultSignals | SignalMask));
            Check(Spawn(out int processId, program, actions, attributes, argumentList.Pointer, environmentList.Pointer));
            return processId;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>Whether a child has ended. Until <see cref="Reap"/> its number belongs to nobody else.</summary>
    public static unsafe bool HasEnded(int processId)
    {
        byte* info = stackalloc byte[SignalInfoSize];
        new Span<byte>(info, SignalInfoSize).Clear();
        // Without an end, nothing is written: si_signo stays 0.
        return WaitId(OneProcess, processId, info, Exited | NoHang | KeepWaitable) != 0 || *(int*)info != 0;
    }

    /// <summary>Takes the status of a child that has ended; null when somebody else took it.</summary>
    public static ExitStatus? Reap(int processId)
    {
        if (WaitPid(processId, out int status, NoHang) != processId)
        {
            return null;
        }

        int signal = status & 0x7F;
        return signal == 0 ? new ExitStatus((status >> 8) & 0xFF, null) : new ExitStatus(null, signal);
    }

    /// <summary>Reads from a pipe in which there is something, or whose end has come.</summary>
    /// <returns>The bytes read; 0 at the end, or when it is broken.</returns>
    public static int Read(SafeFileHandle pipe, Span<byte> target)
    {
        nint count;
        do
        {
            count = ReadBytes(pipe, target, target.Length);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return (int)Math.Max(0, count);
    }

    /// <summary>Random bytes of the kernel's. The framework's come from a library for cryptography, which would stay in memory.</summary>
    /// <exception cref="Win32Exception">The kernel has none.</exception>
    public static byte[] GetRandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        nint got;
        do
        {
            got = GetRandom(bytes, count, 0);
        }
        while (got < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        // Up to 256 bytes come whole.
        return got == count ? bytes : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Sends a signal to a process, or to a group when the number is negative; false when there is none.</summary>
    public static bool Signal(int processId, int signal) => Kill(processId, signal) == 0;

    /// <summary>Gives back to the system what the C library keeps of memory that was freed.</summary>
    public static void TrimHeap()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: it keeps little.
            return;
        }
    }

    /// <summary>Closes whatever else is open. Not every descriptor that the runtime opens is marked to be closed with an exec from its first moment.</summary>
    private static unsafe void CloseOthers(byte* actions, int first)
    {
        try
        {
            Check(CloseFrom(actions, first));
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it (glibc before 2.34): what is marked is closed all the same.
            return;
        }
    }

    private static int Max(ReadOnlySpan<int> values)
    {
        int max = 0;
        foreach (int value in values)
        {
            max = Math.Max(max, value);
        }

        return max;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(SafeFileHandle pipe, Span<byte> target, nint count);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(out int processId, string program, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int Duplicate(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    private static unsafe partial int Close(byte* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static unsafe partial int CloseFrom(byte* actions, int first);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int ChangeDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setpgroup")]
    private static unsafe partial int SetGroup(byte* attributes, int group);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static unsafe partial int ClearSignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static unsafe partial int AddSignal(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static unsafe partial int WaitId(int kind, int processId, byte* info, int options);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int processId, out int status, int options);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint GetRandom(Span<byte> target, nint count, uint flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    /// <summary>Texts as a program gets them: an array of pointers with null at its end.</summary>
    private sealed unsafe class NativeStrings : IDisposable
    {
        private readonly int _count;

        public NativeStrings(IReadOnlyList<string> texts)
        {
            _count = texts.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
            for (int i = 0; i < texts.Count; i++)
            {
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
            }
        }

        public byte** Pointer { get; }

        public void Dispose()
        {
            for (int i = 0; i < _count; i++)
            {
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            }

            NativeMemory.Free(Pointer);
        }
    }
}

/// <summary>How a process ended.</summary>
/// <param name="Code">The exit code; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or null.</param>
internal readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>Whether it ended by itself and said that all was well.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>As a shell has it: 128 and the signal for what a signal ended.</summary>
    public int ShellCode => Code ?? (128 + Signal.GetValueOrDefault());

    /// <inheritdoc/>
    public override string ToString() => Signal is { } signal ? $"was ended by signal {signal}" : $"ended with exit code {Code}";
}
