using System.Collections.Concurrent;

namespace Cells.Wire;

/// <summary><see cref="ConcurrentQueue{T}"/>: a snapshot, the next one first.</summary>
public readonly struct ConcurrentQueueCodec<T, TCodec> : IWireCodec<ConcurrentQueue<T>>
    where TCodec : struct, IWireCodec<T>
{
    // An empty one takes that much memory, and four bytes on the wire.
    private const int EmptySize = 1024;

    // It grows by doubling.
    private const int SlotSize = 40;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ConcurrentQueue<T> value)
    {
        Presence.Check(value, "ConcurrentQueue");
        Elements<T, TCodec>.Write(ref writer, value.ToArray());
    }

    /// <inheritdoc/>
    public static ConcurrentQueue<T> Read(ref WireReader reader)
    {
        reader.Charge(EmptySize, "ConcurrentQueue");
        return new(Elements<T, TCodec>.ReadFor(ref reader, "ConcurrentQueue", empty: 0, SlotSize));
    }
}

/// <summary><see cref="ConcurrentStack{T}"/>: a snapshot, the bottom first.</summary>
public readonly struct ConcurrentStackCodec<T, TCodec> : IWireCodec<ConcurrentStack<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ConcurrentStack<T> value)
    {
        Presence.Check(value, "ConcurrentStack");
        T[] snapshot = value.ToArray();
        Array.Reverse(snapshot);
        Elements<T, TCodec>.Write(ref writer, snapshot);
    }

    /// <inheritdoc/>
    public static ConcurrentStack<T> Read(ref WireReader reader) => new(Elements<T, TCodec>.ReadFor(ref reader, "ConcurrentStack", empty: 24, node: 32));
}

/// <summary><see cref="ConcurrentBag{T}"/>: a snapshot in no particular order.</summary>
public readonly struct ConcurrentBagCodec<T, TCodec> : IWireCodec<ConcurrentBag<T>>
    where TCodec : struct, IWireCodec<T>
{
    // An empty one takes that much memory, and four bytes on the wire.
    private const int EmptySize = 1024;

    // It grows by doubling.
    private const int SlotSize = 40;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ConcurrentBag<T> value)
    {
        Presence.Check(value, "ConcurrentBag");
        Elements<T, TCodec>.Write(ref writer, value.ToArray());
    }

    /// <inheritdoc/>
    public static ConcurrentBag<T> Read(ref WireReader reader)
    {
        reader.Charge(EmptySize, "ConcurrentBag");
        return new(Elements<T, TCodec>.ReadFor(ref reader, "ConcurrentBag", empty: 0, SlotSize));
    }
}
