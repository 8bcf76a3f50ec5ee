using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <summary>Reads the MemoryPack format from one payload, which is hostile until read: every failure is a <see cref="CellFormatException"/>.</summary>
/// <remarks>
/// Pass it by reference: a copy does not know what the original read. Reading n bytes never makes the codecs allocate more than 64 n + 64 KiB,
/// and never makes hash tables compare more than 16 n + 2^20 keys. Little-endian machines only, since values are memory images.
/// </remarks>
public ref struct WireReader
{
    private const int BudgetPerByte = 64;
    private const int BudgetBase = 64 * 1024;
    private const int ComparisonsPerByte = 16;
    private const int ComparisonsBase = 1 << 20;

    private readonly ReadOnlySequence<byte> _sequence;
    private readonly long _length;
    private readonly bool _isLeased;
    private SequencePosition _current;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _span;
    private int _position;
    private long _spanOffset;
    private long _budget;
    private long _comparisons;
    private int _depth;

    /// <summary>A reader of <paramref name="payload"/>.</summary>
    public WireReader(ReadOnlySpan<byte> payload)
    {
        _span = payload;
        _length = payload.Length;
        _budget = (_length * BudgetPerByte) + BudgetBase;
        _comparisons = (_length * ComparisonsPerByte) + ComparisonsBase;
    }

    /// <summary>A reader of <paramref name="payload"/>.</summary>
    public WireReader(ReadOnlyMemory<byte> payload)
        : this(payload.Span)
    {
    }

    /// <summary>A reader of <paramref name="payload"/>, which may be cut into segments at any byte.</summary>
    public WireReader(scoped in ReadOnlySequence<byte> payload)
    {
        _span = payload.FirstSpan;
        _length = _span.Length;
        if (!payload.IsSingleSegment)
        {
            _sequence = payload;
            _length = payload.Length;
            _next = payload.Start;
            _current = payload.Start;
            payload.TryGet(ref _next, out _);
        }

        _budget = (_length * BudgetPerByte) + BudgetBase;
        _comparisons = (_length * ComparisonsPerByte) + ComparisonsBase;
    }

    /// <summary>A reader of <paramref name="payload"/> that may lease parts of it instead of copying them.</summary>
    /// <param name="payload">The payload, which may be cut into segments at any byte.</param>
    /// <param name="isLeased">
    /// Whether <see cref="ReadOnlySequence{T}"/> of bytes is read as a slice of <paramref name="payload"/>, and <see cref="ReadOnlyMemory{T}"/> of bytes, too,
    /// where no segment ends within it. A slice lives as long as the memory of the payload, and changes with it.
    /// </param>
    public WireReader(scoped in ReadOnlySequence<byte> payload, bool isLeased)
        : this(payload)
    {
        _isLeased = isLeased;
        if (isLeased)
        {
            _sequence = payload;
            _current = payload.Start;
        }
    }

    /// <summary>The bytes read so far.</summary>
    public readonly long Offset => _spanOffset + _position;

    /// <summary>The bytes left.</summary>
    public readonly long Remaining => _length - _spanOffset - _position;

    /// <summary>Whether bytes are read as slices of the payload.</summary>
    internal readonly bool IsLeased => _isLeased;

    /// <summary>Ends the payload.</summary>
    /// <exception cref="CellFormatException">Bytes are left.</exception>
    public readonly void Complete()
    {
        if (Remaining != 0)
        {
            Fail($"{Remaining} bytes follow the end of the value", "payload", Offset);
        }
    }

    /// <summary>Begins an object. Ends with <see cref="EndObject"/>.</summary>
    /// <param name="memberCount">The number of members that the type has.</param>
    /// <param name="type">The type's name, for errors.</param>
    /// <exception cref="CellFormatException">Null, another number of members, or too deep a nesting.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadObjectHeader(int memberCount, string type)
    {
        byte header = ReadByte(type);
        if (header != memberCount)
        {
            FailHeader(header, memberCount, type);
        }

        Enter(type);
    }

    /// <summary>Ends an object.</summary>
    public void EndObject() => Leave();

    /// <summary>Begins a union: reads the tag, which the case's own object follows. Ends with <see cref="EndUnion"/>.</summary>
    /// <param name="caseCount">The number of cases that the type has.</param>
    /// <param name="type">The type's name, for errors.</param>
    /// <returns>The tag, 0 to <paramref name="caseCount"/> - 1.</returns>
    /// <exception cref="CellFormatException">Null, an unknown tag, or too deep a nesting.</exception>
    public int ReadUnionTag(int caseCount, string type)
    {
        long start = Offset;
        int tag = ReadByte(type);
        if (tag == WireFormat.NullObject)
        {
            Fail("null where a value must be", type, start);
        }

        if (tag > WireFormat.WideTag)
        {
            Fail($"{tag} is no union tag", type, start);
        }

        if (tag == WireFormat.WideTag)
        {
            tag = ReadValue<ushort>(type);
        }

        if (tag >= caseCount)
        {
            Fail($"no case has the tag {tag}; the union has {caseCount} cases", type, start);
        }

        Enter(type);
        return tag;
    }

    /// <summary>Ends a union.</summary>
    public void EndUnion() => Leave();

    /// <summary>Begins a struct whose form depends on type arguments: nothing when raw, else an object. See <see cref="RawLayout"/>.</summary>
    /// <exception cref="CellFormatException">Null, another number of members, or too deep a nesting.</exception>
    public void BeginStruct(RawLayout layout, string type)
    {
        if (!layout.IsRaw)
        {
            ReadObjectHeader(layout.Count, type);
        }
    }

    /// <summary>Ends a struct that <see cref="BeginStruct"/> began.</summary>
    public void EndStruct(RawLayout layout)
    {
        if (layout.IsRaw)
        {
            SkipPadding(layout.TrailingPadding);
        }
        else
        {
            EndObject();
        }
    }

    /// <summary>Reads a memory image: of a type without padding, of which every bit pattern is a value.</summary>
    /// <exception cref="CellFormatException">The payload ends before.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReadBlock<T>()
        where T : unmanaged
        => ReadValue<T>(null);

    /// <summary>Passes over padding, whatever it holds.</summary>
    /// <exception cref="CellFormatException">The payload ends before.</exception>
    public void SkipPadding(int bytes)
    {
        if (bytes > 0)
        {
            Skip(bytes, "padding");
        }
    }

    internal byte ReadByte(string? type)
    {
        if (_position >= _span.Length)
        {
            Require(1, type);
            MoveNext();
        }

        return _span[_position++];
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

    /// <summary>The count of a collection, or -1 for null; checked against what is left of the payload before anything is allocated.</summary>
    /// <param name="minimumSize">The fewest bytes that one element takes.</param>
    /// <param name="type">The type's name, for errors.</param>
    internal int ReadCount(int minimumSize, string type)
    {
        long start = Offset;
        int count = ReadValue<int>(type);
        if (count < WireFormat.NullLength)
        {
            Fail($"{count} is no count", type, start);
        }

        if ((long)count * minimumSize > Remaining)
        {
            Fail($"{count} elements need at least {(long)count * minimumSize} bytes, and {Remaining} are left", type, start);
        }

        return count;
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
        Require(target.Length, type);
        while (true)
        {
            ReadOnlySpan<byte> available = _span[_position..];
            if (target.Length <= available.Length)
            {
                available[..target.Length].CopyTo(target);
                _position += target.Length;
                return;
            }

            available.CopyTo(target);
            target = target[available.Length..];
            _position = _span.Length;
            MoveNext();
        }
    }

    /// <summary>The next <paramref name="bytes"/> bytes where they lie, if no segment ends between them.</summary>
    internal bool TryReadSpan(int bytes, out ReadOnlySpan<byte> span)
    {
        if (_span.Length - _position < bytes)
        {
            span = default;
            return false;
        }

        span = _span.Slice(_position, bytes);
        _position += bytes;
        return true;
    }

    /// <summary>The next <paramref name="bytes"/> bytes, which are left, as a slice of the payload. For leased readers.</summary>
    internal ReadOnlySequence<byte> Lease(int bytes)
    {
        ReadOnlySequence<byte> slice = _sequence.Slice(_sequence.GetPosition(_position, _current), bytes);
        Skip(bytes, "Byte");
        return slice;
    }

    internal readonly void Require(long bytes, string? type)
    {
        if (bytes > Remaining)
        {
            Fail($"{bytes} bytes are needed, and {Remaining} are left", type, Offset);
        }
    }

    /// <summary>Begins a level of nesting: an object, a union, or a collection whose elements may nest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(string type)
    {
        int depth = ++_depth;
        if ((depth & WireFormat.StackCheckMask) == 0 || depth > WireWriter.MaximumDepth)
        {
            CheckDepth(type);
        }
    }

    internal void Leave() => _depth--;

    /// <summary>Accounts for memory out of proportion to the bytes read, such as an empty queue's first segment.</summary>
    internal void Charge(long memory, string type)
    {
        _budget -= memory;
        if (_budget < 0)
        {
            Fail($"the value needs more memory than {BudgetPerByte} times the payload's {_length} bytes", type, Offset);
        }
    }

    /// <summary>Accounts for keys that a hash table compares because they share a bucket.</summary>
    internal void ChargeComparisons(int keys, string type)
    {
        _comparisons -= keys;
        if (_comparisons < 0)
        {
            Fail(
                $"the keys collide: hash tables would compare more than {ComparisonsPerByte} keys for each of the payload's {_length} bytes; "
                + "a key type of your own needs a GetHashCode that spreads its values",
                type,
                Offset);
        }
    }

    [DoesNotReturn]
    internal static void Fail(string reason, string? type, long offset) => throw new CellFormatException(reason, offset, type);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T ReadSplit<T>(string? type)
        where T : unmanaged
    {
        T value = default;
        ReadBytes(MemoryMarshal.AsBytes(new Span<T>(ref value)), type ?? typeof(T).Name);
        return value;
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

    // Called only when bytes remain, so that a segment with bytes follows.
    private void MoveNext()
    {
        while (_position >= _span.Length)
        {
            SequencePosition position = _next;
            if (!_sequence.TryGet(ref _next, out ReadOnlyMemory<byte> memory))
            {
                return;
            }

            _current = position;
            _spanOffset += _span.Length;
            _span = memory.Span;
            _position = 0;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void CheckDepth(string type)
    {
        if (_depth > WireWriter.MaximumDepth)
        {
            Fail($"objects and collections nest deeper than {WireWriter.MaximumDepth} levels", type, Offset);
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fail($"the thread's stack ends at {_depth} levels of nesting", type, Offset);
        }
    }

    [DoesNotReturn]
    private readonly void FailHeader(byte header, int memberCount, string type)
    {
        string reason = header == WireFormat.NullObject
            ? "null where a value must be"
            : $"{header} members where the type has {memberCount}";
        Fail(reason, type, Offset - 1);
    }
}
