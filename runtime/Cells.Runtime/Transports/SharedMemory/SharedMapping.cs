using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Framing;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports.SharedMemory;

/// <summary>Memory that this process shares with another. It stays mapped while a <see cref="SharedAccess"/> is open.</summary>
/// <remarks>The other process can write any of it at any time: what is read is copied once, and checked before it is used.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class SharedMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly SharedMemoryQuota _quota;

    private SharedMapping(nint address, SharedMemoryQuota quota)
        : base(ownsHandle: true)
    {
        _quota = quota;
        SetHandle(address);
    }

    /// <summary>Makes memory to be shared.</summary>
    /// <param name="quota">Bounds the memories of the process.</param>
    /// <returns>The memory, and the file by which another process gets at it.</returns>
    /// <exception cref="IOException">The system has no such memory, or the process has its fill.</exception>
    public static (SharedMapping Mapping, SafeFileHandle File) Create(SharedMemoryQuota quota)
    {
        SafeFileHandle file = LibC.CreateSealedMemory("cells", SharedLayout.Size);
        try
        {
            return (Map(file, quota), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Maps memory that a peer made.</summary>
    /// <param name="file">What the peer sent; not closed.</param>
    /// <param name="quota">Bounds the memories of the process.</param>
    /// <exception cref="CellProtocolException">It is not what the protocol says, and might be taken away from under this process.</exception>
    /// <exception cref="IOException">The process has its fill.</exception>
    public static SharedMapping Open(SafeFileHandle file, SharedMemoryQuota quota)
        => LibC.IsSealedMemory(file, SharedLayout.Size)
            ? Map(file, quota)
            : throw new CellProtocolException($"the descriptor that the peer sent is no sealed memory of {SharedLayout.Size} bytes");

    /// <summary>Keeps the memory mapped, to read or write it.</summary>
    /// <returns>False when it is gone.</returns>
    public bool TryAccess(out SharedAccess access)
    {
        bool isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
        }
        catch (ObjectDisposedException)
        {
            access = default;
            return false;
        }

        access = new SharedAccess(this, handle);
        return true;
    }

    /// <summary>Keeps the memory mapped, to read or write it.</summary>
    /// <exception cref="ObjectDisposedException">It is gone.</exception>
    public SharedAccess Access() => TryAccess(out SharedAccess access) ? access : throw new ObjectDisposedException(nameof(SharedMapping));

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _quota.Release();
        return LibC.Unmap(handle, SharedLayout.Size) == 0;
    }

    private static SharedMapping Map(SafeFileHandle file, SharedMemoryQuota quota)
    {
        if (!quota.TryTake())
        {
            throw new IOException($"the process shares {quota.Most} memories already");
        }

        try
        {
            return new SharedMapping(LibC.Map(file, SharedLayout.Size), quota);
        }
        catch
        {
            quota.Release();
            throw;
        }
    }
}

/// <summary>Shared memory while it is certainly mapped. Dispose it once, soon.</summary>
[SupportedOSPlatform("linux")]
internal readonly unsafe ref struct SharedAccess(SharedMapping mapping, nint address)
{
    /// <summary>Some of the bytes.</summary>
    public Span<byte> Slice(int offset, int length) => new((byte*)AddressOf(offset, length), length);

    /// <summary>Where some of the bytes are, for those who hold the mapping themselves.</summary>
    public nint AddressOf(int offset, int length)
    {
        // Offsets are this side's own, or were checked; this is the last line.
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, SharedLayout.Size - length);
        return address + offset;
    }

    /// <summary>A number of 8 bytes that either side may change.</summary>
    public ref ulong Counter(int offset) => ref MemoryMarshal.AsRef<ulong>(Slice(offset, sizeof(ulong)));

    /// <summary>A number of 4 bytes that either side may change, and sleep on.</summary>
    public ref uint Word(int offset) => ref MemoryMarshal.AsRef<uint>(Slice(offset, sizeof(uint)));

    /// <summary>Lets the memory go.</summary>
    public void Dispose() => mapping.DangerousRelease();
}
