using System.Buffers;
using System.Buffers.Binary;

namespace Cells.Framing;

/// <summary>One contiguous growing buffer from the shared pool. Not thread-safe.</summary>
/// <remarks>Payloads are written here first: a value that cannot be written then fails its call and leaves the connection untouched.</remarks>
internal sealed class PayloadBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 512;
    private const int KeptSize = 64 * 1024;

    /// <summary>The buffers that a thread keeps: a message is rewritten into one while its answer, and what stands in that, is written into others.</summary>
    private const int MostKept = 4;

    [ThreadStatic]
    private static PayloadBuffer? _kept;

    [ThreadStatic]
    private static int _keptCount;

    private byte[] _bytes = [];
    private int _length;
    private IBodyStore? _store;
    private BodyRoom? _room;
    private PayloadBuffer? _next;

    private PayloadBuffer()
    {
    }

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => Bytes[.._length];

    /// <summary>The bytes written so far; valid until the next write. Not of a buffer with a store.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>The number of bytes written so far.</summary>
    public int Length => _length;

    private Span<byte> Bytes => _room is null ? _bytes : _room.Span;

    /// <summary>An empty buffer, reused where possible. Dispose it once.</summary>
    /// <param name="store">Where a large body is to be written, for one that is sent as it is; null for nowhere.</param>
    public static PayloadBuffer Rent(IBodyStore? store)
    {
        PayloadBuffer buffer = Rent();
        buffer._store = store;
        return buffer;
    }

    /// <summary>An empty buffer, reused where possible. Dispose it once.</summary>
    public static PayloadBuffer Rent()
    {
        if (_kept is not { } buffer)
        {
            return new PayloadBuffer();
        }

        _kept = buffer._next;
        _keptCount--;
        buffer._next = null;
        return buffer;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _length = 0;

    /// <summary>Appends <paramref name="bytes"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    /// <summary>Writes a number over the four bytes at <paramref name="offset"/>, which were written before.</summary>
    public void Overwrite(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(Bytes.Slice(offset, Math.Min(sizeof(int), _length - offset)), value);

    /// <summary>Writes <paramref name="bytes"/> over as many at <paramref name="offset"/>, which were written before.</summary>
    public void Overwrite(int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Bytes[offset.._length]);

    /// <summary>Forgets what was written after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Bytes.Length - _length);
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        // What asks for memory keeps it, which nobody may do with that of a store.
        _store = null;
        LeaveRoom(sizeHint);
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Bytes[_length..];
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _length = 0;
        _store = null;
        _room?.Dispose();
        _room = null;
        bool isKept = _keptCount < MostKept;
        if (_bytes.Length > KeptSize || (!isKept && _bytes.Length > 0))
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        if (isKept)
        {
            _next = _kept;
            _kept = this;
            _keptCount++;
        }
    }

    private void Reserve(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (Bytes.Length - _length < needed && !TryUseStore(needed))
        {
            if (_room is null)
            {
                Grow(needed);
            }
            else
            {
                LeaveRoom(needed);
            }
        }
    }

    /// <summary>Goes on in the store, if there is one with room and the body is large enough for it.</summary>
    private bool TryUseStore(int needed)
    {
        if (_store is not { } store || _room is not null || (long)_length + needed < store.StoredFrom || (long)_length + needed > int.MaxValue
            || store.TryReserve(_length + needed) is not { } room)
        {
            return false;
        }

        _bytes.AsSpan(0, _length).CopyTo(room.Span);
        _room = room;
        return true;
    }

    /// <summary>Goes on in an array, since the store has too little room.</summary>
    private void LeaveRoom(int needed)
    {
        if (_room is not { } room)
        {
            return;
        }

        int length = _length;
        _length = 0;
        _store = null;
        _room = null;
        Grow((int)Math.Min((long)length + needed, Array.MaxLength));
        room.Span[..length].CopyTo(_bytes);
        room.Dispose();
        _length = length;
        Grow(needed);
    }

    private void Grow(int needed)
    {
        if (_bytes.Length - _length >= needed)
        {
            return;
        }

        long size = Math.Max(Math.Max(FirstSize, 2L * _bytes.Length), (long)_length + needed);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(size, Array.MaxLength));
        if (larger.Length - _length < needed)
        {
            ArrayPool<byte>.Shared.Return(larger);
            throw new CellException(CellStatus.ResourceExhausted, $"a payload of more than {Array.MaxLength} bytes cannot be sent");
        }

        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = larger;
    }
}
