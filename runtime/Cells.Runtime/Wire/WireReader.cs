using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary>Reads the MemoryPack format from one payload, which is hostile until read: every failure is a <see cref="CellFormatException"/>.</summary>
/// <remarks>
/// Pass it by reference: a copy does not know what the original read. Reading n bytes never makes the codecs allocate more than 64 n + 64 KiB,
/// and never makes hash tables compare more than 16 n + 2^20 keys. Little-endian machines only, since values are memory images.
/// </remarks>
public ref partial struct WireReader
{
    private ReadOnlySpan<byte> _span;
    private int _position;
    private int _depth;

    // What lies before and behind the span.
    private long _spanOffset;
    private long _rest;

    // What the budgets have been charged: WireReader.Limits.cs.
    private long _memoryCharged;
    private long _comparisonsCharged;

    // Where the span comes from, when the payload has segments or may be leased: WireReader.Segments.cs.
    private ReadOnlySequenceSegment<byte>? _segment;
    private ReadOnlyMemory<byte> _memory;
    private readonly bool _isLeased;

    /// <summary>A reader of <paramref name="payload"/>.</summary>
    public WireReader(ReadOnlySpan<byte> payload) => _span = payload;

    /// <summary>A reader of <paramref name="payload"/>.</summary>
    public WireReader(ReadOnlyMemory<byte> payload)
        : this(payload.Span)
    {
    }

    /// <summary>A reader of <paramref name="payload"/>, which may be cut into segments at any byte.</summary>
    public WireReader(scoped in ReadOnlySequence<byte> payload)
        : this(payload.FirstSpan)
    {
        if (!payload.IsSingleSegment)
        {
            OpenSegments(payload);
        }
    }

    /// <summary>A reader of <paramref name="payload"/> that may lease parts of it instead of copying them.</summary>
    /// <param name="payload">The payload, which may be cut into segments at any byte.</param>
    /// <param name="isLeased">
    /// Whether <see cref="ReadOnlySequence{T}"/> of bytes is read as a slice of <paramref name="payload"/>, and <see cref="ReadOnlyMemory{T}"/> of bytes, too,
    /// where no segment ends within it. A slice lives as long as the memory of the payload, and changes with it.
    /// </param>
    public WireReader(scoped in ReadOnlySequence<byte> payload, bool isLeased)
        : this(payload.FirstSpan)
    {
        _isLeased = isLeased;
        if (isLeased || !payload.IsSingleSegment)
        {
            OpenSegments(payload);
        }
    }

    /// <summary>The bytes read so far.</summary>
    public readonly long Offset => _spanOffset + _position;

    /// <summary>The bytes left.</summary>
    public readonly long Remaining => _span.Length - _position + _rest;

    /// <summary>Whether bytes are read as slices of the payload.</summary>
    internal readonly bool IsLeased => _isLeased;

    /// <summary>Ends the payload.</summary>
    /// <exception cref="CellFormatException">Bytes are left.</exception>
    public readonly void Complete()
    {
        if (Remaining != 0)
        {
            FailRemaining();
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
        int first = ReadByte(type);
        int tag = first == WireFormat.WideTag ? ReadValue<ushort>(type) : first;
        if (first > WireFormat.WideTag || tag >= caseCount)
        {
            FailTag(first, tag, caseCount, type, start);
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
}
