using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <summary>An array.</summary>
public readonly struct ArrayCodec<T, TCodec> : IWireCodec<T[]>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in T[] value)
    {
        Presence.Check(value, "Array");
        Elements<T, TCodec>.Write(ref writer, new ReadOnlySpan<T>(value));
    }

    /// <inheritdoc/>
    public static T[] Read(ref WireReader reader) => Elements<T, TCodec>.ReadArray(ref reader, "Array");
}

/// <summary><see cref="Memory{T}"/>: the default is empty, and null reads as empty.</summary>
public readonly struct MemoryCodec<T, TCodec> : IWireCodec<Memory<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Memory<T> value) => Elements<T, TCodec>.Write(ref writer, value.Span);

    /// <inheritdoc/>
    public static Memory<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadArrayOrNull(ref reader, "Memory");
}

/// <summary><see cref="ReadOnlyMemory{T}"/>: the default is empty, and null reads as empty; what is read is a copy, or of bytes a slice of a leased payload.</summary>
public readonly struct ReadOnlyMemoryCodec<T, TCodec> : IWireCodec<ReadOnlyMemory<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ReadOnlyMemory<T> value) => Elements<T, TCodec>.Write(ref writer, value.Span);

    /// <inheritdoc/>
    public static ReadOnlyMemory<T> Read(ref WireReader reader) => typeof(T) == typeof(byte) && reader.IsLeased
        ? Unsafe.BitCast<ReadOnlyMemory<byte>, ReadOnlyMemory<T>>(LeasedBytes.ReadMemory(ref reader, "ReadOnlyMemory"))
        : Elements<T, TCodec>.ReadArrayOrNull(ref reader, "ReadOnlyMemory");
}

/// <summary><see cref="ArraySegment{T}"/>: the default is empty, and null reads as empty.</summary>
public readonly struct ArraySegmentCodec<T, TCodec> : IWireCodec<ArraySegment<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ArraySegment<T> value) => Elements<T, TCodec>.Write(ref writer, value.AsSpan());

    /// <inheritdoc/>
    public static ArraySegment<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadArrayOrNull(ref reader, "ArraySegment") ?? [];
}

/// <summary><see cref="ReadOnlySequence{T}"/>: the default is empty, and null reads as empty; what is read is a copy, or of bytes a slice of a leased payload.</summary>
public readonly struct ReadOnlySequenceCodec<T, TCodec> : IWireCodec<ReadOnlySequence<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ReadOnlySequence<T> value) => Elements<T, TCodec>.Write(ref writer, value, "ReadOnlySequence");

    /// <inheritdoc/>
    public static ReadOnlySequence<T> Read(ref WireReader reader) => typeof(T) == typeof(byte) && reader.IsLeased
        ? Unsafe.BitCast<ReadOnlySequence<byte>, ReadOnlySequence<T>>(LeasedBytes.ReadSequence(ref reader, "ReadOnlySequence"))
        : new(Elements<T, TCodec>.ReadArrayOrNull(ref reader, "ReadOnlySequence") ?? []);
}

/// <summary><see cref="ImmutableArray{T}"/>: the default, which has no elements to speak of, is null on the wire.</summary>
public readonly struct ImmutableArrayCodec<T, TCodec> : IWireCodec<ImmutableArray<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            writer.WriteInt32(WireFormat.NullLength);
        }
        else
        {
            Elements<T, TCodec>.Write(ref writer, value.AsSpan());
        }
    }

    /// <inheritdoc/>
    public static ImmutableArray<T> Read(ref WireReader reader) =>
        ImmutableCollectionsMarshal.AsImmutableArray(Elements<T, TCodec>.ReadArrayOrNull(ref reader, "ImmutableArray"));
}
