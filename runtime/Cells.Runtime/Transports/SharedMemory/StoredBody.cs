using System.Buffers;
using System.Runtime.Versioning;
using Cells.Framing;

namespace Cells.Transports.SharedMemory;

/// <summary>A body where it lies in the store: the memory stays mapped, and the room taken, until it is disposed.</summary>
/// <remarks>The peer can write to it at any time.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class StoredBody : MemoryManager<byte>, IForgettable
{
    private readonly StoreReceiver _receiver;
    private readonly SharedMapping _mapping;
    private readonly StoredRange _range;
    private readonly nint _first;
    private int _isReleased;

    private StoredBody(StoreReceiver receiver, SharedMapping mapping, StoredRange range, nint first)
    {
        _receiver = receiver;
        _mapping = mapping;
        _range = range;
        _first = first;
    }

    /// <inheritdoc/>
    public object? Keeper { get; set; }

    /// <summary>The body in <paramref name="range"/>, which the receiver has taken.</summary>
    /// <param name="receiver">Is given the room back.</param>
    /// <param name="mapping">The memory.</param>
    /// <param name="range">A range of the store.</param>
    /// <param name="store">Where the store begins in the memory.</param>
    /// <returns>Null when the memory is gone.</returns>
    public static StoredBody? TryOpen(StoreReceiver receiver, SharedMapping mapping, StoredRange range, int store)
    {
        // The reference is kept until the body is disposed.
        return mapping.TryAccess(out SharedAccess access)
            ? new StoredBody(receiver, mapping, range, access.AddressOf(store + range.Offset, range.Length))
            : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, typeof(ReadOnlyMemory<byte>));
        return new Span<byte>((byte*)_first, _range.Length);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_range.Length, nameof(elementIndex));
        bool isHeld = false;
        _mapping.DangerousAddRef(ref isHeld);
        if (Volatile.Read(ref _isReleased) != 0)
        {
            _mapping.DangerousRelease();
            throw new ObjectDisposedException(nameof(ReadOnlyMemory<>));
        }

        return new MemoryHandle((byte*)_first + elementIndex, default, this);
    }

    /// <inheritdoc/>
    public override void Unpin() => _mapping.DangerousRelease();

    /// <inheritdoc/>
    public void Forget()
    {
        // Somebody may still have a span of it: the memory stays mapped until the process ends.
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _receiver.Release(_range);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _receiver.Release(_range);
            _mapping.DangerousRelease();
        }
    }
}
