using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cells.Framing;

namespace Cells.Wire;

/// <summary>Writes the MemoryPack format straight into an <see cref="IBufferWriter{T}"/>.</summary>
/// <remarks>
/// Allocates nothing. Pass it by reference: a copy does not know what the original wrote. Little-endian machines only, since values are memory images.
/// </remarks>
public ref struct WireWriter
{
    /// <summary>How deep objects, unions and collections may nest; deeper ones fail to write and to read.</summary>
    public const int MaximumDepth = 1000;

    // Large enough that a payload of a few small values asks the output once.
    private const int SmallestRequest = 256;
    private const int LargestRequest = 64 * 1024;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _position;
    private long _flushed;
    private int _depth;

    /// <summary>A writer that appends to <paramref name="output"/>; not all arrives there before <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WireWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        // At once: nearly every payload has bytes, and asking at the first one is a call more.
        _span = output.GetSpan(SmallestRequest);
    }

    /// <summary>The bytes written so far, flushed or not.</summary>
    public readonly long BytesWritten => _flushed + _position;

    /// <summary>Hands what was written to the output. Writing may go on.</summary>
    public void Flush()
    {
        if (_position > 0)
        {
            _output.Advance(_position);
            _flushed += _position;
        }

        _position = 0;
        _span = default;
    }

    /// <summary>Begins an object: its member count. Ends with <see cref="EndObject"/>.</summary>
    /// <param name="memberCount">The number of members, at most 249.</param>
    /// <exception cref="CellFormatException">The nesting is too deep.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteObjectHeader(int memberCount)
    {
        Enter();
        WriteByte((byte)memberCount);
    }

    /// <summary>Ends an object.</summary>
    public void EndObject() => Leave();

    /// <summary>Begins a union: the case's tag, which the case's own object follows. Ends with <see cref="EndUnion"/>.</summary>
    /// <param name="tag">The case's index, 0 to 65535.</param>
    /// <exception cref="CellFormatException">The nesting is too deep.</exception>
    public void WriteUnionTag(int tag)
    {
        Enter();
        if (tag < WireFormat.WideTag)
        {
            WriteByte((byte)tag);
        }
        else
        {
            WriteByte(WireFormat.WideTag);
            WriteBlock((ushort)tag);
        }
    }

    /// <summary>Ends a union.</summary>
    public void EndUnion() => Leave();

    /// <summary>Begins a struct whose form depends on type arguments: nothing when raw, else an object. See <see cref="RawLayout"/>.</summary>
    /// <exception cref="CellFormatException">The nesting is too deep.</exception>
    public void BeginStruct(RawLayout layout)
    {
        if (!layout.IsRaw)
        {
            WriteObjectHeader(layout.Count);
        }
    }

    /// <summary>Ends a struct that <see cref="BeginStruct"/> began.</summary>
    public void EndStruct(RawLayout layout)
    {
        if (layout.IsRaw)
        {
            WritePadding(layout.TrailingPadding);
        }
        else
        {
            EndObject();
        }
    }

    /// <summary>Appends the memory image of <paramref name="value"/>, whose type must have no padding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBlock<T>(in T value)
        where T : unmanaged
    {
        ref byte target = ref Take(Unsafe.SizeOf<T>());
        Unsafe.WriteUnaligned(ref target, value);
    }

    /// <summary>Appends zeros.</summary>
    public void WritePadding(int bytes)
    {
        if (bytes > 0)
        {
            ref byte target = ref Take(bytes);
            Unsafe.InitBlockUnaligned(ref target, 0, (uint)bytes);
        }
    }

    internal void WriteByte(byte value) => Take(1) = value;

    internal void WriteInt32(int value) => WriteBlock(value);

    /// <summary>Begins a level of nesting: an object, a union, or a collection whose elements may nest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        int depth = ++_depth;
        if ((depth & WireFormat.StackCheckMask) == 0 || depth > MaximumDepth)
        {
            CheckDepth(depth);
        }
    }

    internal void Leave() => _depth--;

    /// <summary>Appends <paramref name="bytes"/> in pieces that the output likes. Our own likes to know how much is to come.</summary>
    internal void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            Span<byte> free = _span[_position..];
            if (bytes.Length <= free.Length)
            {
                bytes.CopyTo(free);
                _position += bytes.Length;
                return;
            }

            if (_output is PayloadBuffer)
            {
                Renew(bytes.Length);
                continue;
            }

            bytes[..free.Length].CopyTo(free);
            _position += free.Length;
            bytes = bytes[free.Length..];
            Renew(Math.Min(bytes.Length, LargestRequest));
        }
    }

    /// <summary>Free space of at least <paramref name="size"/> bytes, to be taken by <see cref="Advance"/>.</summary>
    internal Span<byte> GetSpan(int size)
    {
        if (_span.Length - _position < size)
        {
            Renew(size);
        }

        return _span[_position..];
    }

    internal void Advance(int bytes) => _position += bytes;

    [DoesNotReturn]
    internal static void Fail(string reason, string? type) => throw new CellFormatException(reason, typePath: type);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Take(int size)
    {
        int position = _position;
        if (_span.Length - position < size)
        {
            Renew(size);
            position = 0;
        }

        _position = position + size;
        return ref Unsafe.Add(ref MemoryMarshal.GetReference(_span), (uint)position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Renew(int size)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(size, SmallestRequest));
        if (_span.Length < size)
        {
            throw new InvalidOperationException($"The output gave {_span.Length} bytes where {size} were asked for.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckDepth(int depth)
    {
        if (depth > MaximumDepth)
        {
            Fail($"objects and collections nest deeper than {MaximumDepth} levels; is the value a cycle?", null);
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fail($"the thread's stack ends at {depth} levels of nesting; write from a shallower call", null);
        }
    }
}
