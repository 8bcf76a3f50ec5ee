using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <content>Bytes, over the boundaries of segments.</content>
public ref partial struct WireReader
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte ReadByte(string? type)
    {
        int position = _position;
        if ((uint)position >= (uint)_span.Length)
        {
            return ReadSplit<byte>(type);
        }

        _position = position + 1;
        return _span[position];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T ReadValue<T>(string? type)
        where T : unmanaged
    {
        int position = _position;
        if (_span.Length - position < Unsafe.SizeOf<T>())
        {
            return ReadSplit<T>(type);
        }

        _position = position + Unsafe.SizeOf<T>();
        return Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), (uint)position));
    }

    /// <summary>Reads 255 if it is next: the null of an object.</summary>
    internal bool TryReadNullObject(string? type)
    {
        if (_position >= _span.Length)
        {
            Require(1, type);
            MoveNext();
        }

        if (_span[_position] != WireFormat.NullObject)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads -1 if it is next: the null of a string or collection.</summary>
    internal bool TryReadNullLength(string? type)
    {
        if (_span.Length - _position >= sizeof(int))
        {
            bool isNull = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), (uint)_position)) == WireFormat.NullLength;
            _position += isNull ? sizeof(int) : 0;
            return isNull;
        }

        WireReader ahead = this;
        if (ahead.ReadValue<int>(type) != WireFormat.NullLength)
        {
            return false;
        }

        this = ahead;
        return true;
    }

    /// <summary>Reads into <paramref name="target"/>.</summary>
    internal void ReadBytes(scoped Span<byte> target, string? type)
    {
        if (TryReadSpan(target.Length, out ReadOnlySpan<byte> source))
        {
            source.CopyTo(target);
        }
        else
        {
            ReadSplit(target, type);
        }
    }

    /// <summary>The next <paramref name="bytes"/> bytes where they lie, if no segment ends between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadSpan(int bytes, out ReadOnlySpan<byte> span)
    {
        int position = _position;
        if (_span.Length - position < bytes)
        {
            span = default;
            return false;
        }

        span = _span.Slice(position, bytes);
        _position = position + bytes;
        return true;
    }

    /// <summary>The next <paramref name="bytes"/> bytes, at least one and all of them left, as a slice of the payload. For leased readers.</summary>
    internal ReadOnlySequence<byte> Lease(int bytes)
    {
        if (_position == _span.Length)
        {
            MoveNext();
        }

        int start = _position;
        if (bytes <= _span.Length - start)
        {
            _position += bytes;
            return new ReadOnlySequence<byte>(_memory.Slice(start, bytes));
        }

        // Another segment follows, so that the payload's part of this one goes to its end.
        ReadOnlySequenceSegment<byte> first = _segment!;
        int firstIndex = first.Memory.Length - _span.Length + start;
        Skip(bytes, "Byte");
        return new ReadOnlySequence<byte>(first, firstIndex, _segment!, _position);
    }

    private void Skip(int bytes, string type)
    {
        Require(bytes, type);
        while (_span.Length - _position < bytes)
        {
            bytes -= _span.Length - _position;
            _position = _span.Length;
            MoveNext();
        }

        _position += bytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T ReadSplit<T>(string? type)
        where T : unmanaged
    {
        T value = default;
        ReadSplit(MemoryMarshal.AsBytes(new Span<T>(ref value)), type ?? typeof(T).Name);
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadSplit(scoped Span<byte> target, string? type)
    {
        Require(target.Length, type);
        ReadOnlySpan<byte> available;
        while (!TryReadSpan(target.Length, out available))
        {
            available = _span[_position..];
            available.CopyTo(target);
            target = target[available.Length..];
            _position = _span.Length;
            MoveNext();
        }

        available.CopyTo(target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OpenSegments(scoped in ReadOnlySequence<byte> payload)
    {
        _memory = payload.First;
        _rest = payload.Length - _memory.Length;
        _segment = payload.Start.GetObject() as ReadOnlySequenceSegment<byte>;
    }

    // Called only when bytes remain, so that a segment with bytes follows.
    private void MoveNext()
    {
        while (_position >= _span.Length)
        {
            _segment = _segment!.Next!;
            _memory = _segment.Memory;
            if (_memory.Length > _rest)
            {
                _memory = _memory[..(int)_rest];
            }

            _rest -= _memory.Length;
            _spanOffset += _span.Length;
            _span = _memory.Span;
            _position = 0;
        }
    }
}
