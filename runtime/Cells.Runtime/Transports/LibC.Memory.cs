using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <content>Anonymous files in memory, and their mappings.</content>
internal static partial class LibC
{
    private const uint CloseOnExecFile = 0x1;
    private const uint AllowSealing = 0x2;
    private const int AddSeals = 1033;
    private const int GetSeals = 1034;
    private const int Readable = 0x1;
    private const int Writable = 0x2;
    private const int Shared = 0x1;
    private const int FromEnd = 2;

    /// <summary>The seals without which a file may not be mapped: a peer that truncates it kills whoever reads behind its end.</summary>
    private const int SizeSeals = 0x1 | 0x2 | 0x4;

    /// <summary>An anonymous file of <paramref name="size"/> bytes, zeros, whose size cannot be changed any more.</summary>
    /// <param name="name">What <c>/proc</c> shows of it.</param>
    /// <param name="size">The size in bytes.</param>
    /// <param name="seals">What cannot be changed any more; the size unless said otherwise.</param>
    /// <exception cref="IOException">The system has no such files, or the process may not open more.</exception>
    public static SafeFileHandle CreateSealedMemory(string name, long size, int seals = SizeSeals)
    {
        SafeFileHandle file = CreateMemory(name, CloseOnExecFile | AllowSealing);
        if (file.IsInvalid || Truncate(file, size) != 0 || Control(file, AddSeals, seals) != 0)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            file.Dispose();
            throw new IOException($"no shared memory can be made: {reason}");
        }

        return file;
    }

    /// <summary>Whether <paramref name="file"/> is in memory, has <paramref name="size"/> bytes and keeps them.</summary>
    public static bool IsSealedMemory(SafeFileHandle file, long size)
    {
        int seals = Control(file, GetSeals, 0);
        return seals >= 0 && (seals & SizeSeals) == SizeSeals && Seek(file, 0, FromEnd) == size;
    }

    /// <summary>Maps a whole file, to be read and written by all who do so.</summary>
    /// <exception cref="IOException">The process has no room for it.</exception>
    public static nint Map(SafeFileHandle file, int size)
    {
        nint address = Map(0, (nuint)size, Readable | Writable, Shared, file, 0);
        return address != -1 ? address : throw new IOException($"the shared memory cannot be mapped: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint size);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle CreateMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle file, long size);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint size, int protection, int flags, SafeFileHandle file, long offset);
}
