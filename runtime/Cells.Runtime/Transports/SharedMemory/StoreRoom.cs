using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>Room in the store that one body is written to. The memory stays mapped until it is disposed.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class StoreRoom(StoreSender sender, StoredRange range, nint first) : BodyRoom
{
    private bool _isDisposed;

    /// <summary>All of it.</summary>
    public StoredRange Range => range;

    /// <inheritdoc/>
    public override Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return new Span<byte>((byte*)first, range.Length);
        }
    }

    /// <summary>Whether <paramref name="bytes"/> are what the room begins with.</summary>
    public bool Begins(ReadOnlySpan<byte> bytes)
        => !bytes.IsEmpty && bytes.Length <= range.Length && Unsafe.AreSame(ref MemoryMarshal.GetReference(bytes), ref *(byte*)first);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            sender.Release(this);
        }
    }
}
