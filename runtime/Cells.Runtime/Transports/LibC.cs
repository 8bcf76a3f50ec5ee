using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Cells.Transports;

/// <summary>The few calls of the C library that .NET does not offer. Linux only.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LibC
{
    private const int PathOnly = 0x200000;
    private const int CloseOnExec = 0x80000;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecFlag = 1;
    private const int CurrentDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int StatxSize = 256;

    /// <summary>The identity and the owner of a file.</summary>
    public readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode, uint Owner);

    /// <summary>The user that this process acts as.</summary>
    public static uint EffectiveUser => GetEffectiveUser();

    /// <summary>Opens a path as a mere reference: enough to reach what is below it through <c>/proc/self/fd</c>.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeHandle OpenReference(string path)
    {
        int descriptor = Open(path, PathOnly | CloseOnExec);
        return descriptor >= 0
            ? new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"{path}: cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>The identity of the file at <paramref name="path"/>; null when there is none or it cannot be asked.</summary>
    public static FileIdentity? Identify(string path) => Identify(CurrentDirectory, path, 0);

    /// <summary>The identity of an open file; null when it cannot be asked.</summary>
    public static FileIdentity? Identify(SafeHandle handle)
    {
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return Identify((int)handle.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Keeps a descriptor from the processes that this one starts. One that is not open is left alone.</summary>
    public static void CloseOnExecution(int descriptor) => _ = Control(descriptor, SetDescriptorFlags, CloseOnExecFlag);

    private static unsafe FileIdentity? Identify(int directory, string path, int flags)
    {
        byte* image = stackalloc byte[StatxSize];
        if (Statx(directory, path, flags, BasicStats, image) != 0)
        {
            return null;
        }

        // The layout of struct statx is the same on every architecture: uid at 20, ino at 32, dev at 136.
        return new FileIdentity(*(uint*)(image + 136), *(uint*)(image + 140), *(ulong*)(image + 32), *(uint*)(image + 20));
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* result);
}
