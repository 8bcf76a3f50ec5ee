using System.Collections.Immutable;

namespace Cells.Wire;

/// <summary><see cref="LinkedList{T}"/>.</summary>
public readonly struct LinkedListCodec<T, TCodec> : IWireCodec<LinkedList<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in LinkedList<T> value)
    {
        Presence.Check(value, "LinkedList");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "LinkedList");
    }

    /// <inheritdoc/>
    public static LinkedList<T> Read(ref WireReader reader) => new(Elements<T, TCodec>.ReadFor(ref reader, "LinkedList", empty: 40, node: 48));
}

/// <summary><see cref="Queue{T}"/>: the next one first.</summary>
public readonly struct QueueCodec<T, TCodec> : IWireCodec<Queue<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Queue<T> value)
    {
        Presence.Check(value, "Queue");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "Queue");
    }

    /// <inheritdoc/>
    public static Queue<T> Read(ref WireReader reader) => new(Elements<T, TCodec>.ReadFor(ref reader, "Queue", empty: 40, node: 0));
}

/// <summary><see cref="Stack{T}"/>: the bottom first.</summary>
public readonly struct StackCodec<T, TCodec> : IWireCodec<Stack<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Stack<T> value)
    {
        Presence.Check(value, "Stack");
        Elements<T, TCodec>.WriteReversed(ref writer, value.Count, value, "Stack");
    }

    /// <inheritdoc/>
    public static Stack<T> Read(ref WireReader reader) => new(Elements<T, TCodec>.ReadFor(ref reader, "Stack", empty: 32, node: 0));
}

/// <summary><see cref="ImmutableList{T}"/>.</summary>
public readonly struct ImmutableListCodec<T, TCodec> : IWireCodec<ImmutableList<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableList<T> value)
    {
        Presence.Check(value, "ImmutableList");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ImmutableList");
    }

    /// <inheritdoc/>
    public static ImmutableList<T> Read(ref WireReader reader) => [.. Elements<T, TCodec>.ReadFor(ref reader, "ImmutableList", empty: 0, node: 56)];
}

/// <summary><see cref="ImmutableQueue{T}"/>: the next one first.</summary>
public readonly struct ImmutableQueueCodec<T, TCodec> : IWireCodec<ImmutableQueue<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableQueue<T> value)
    {
        Presence.Check(value, "ImmutableQueue");
        Elements<T, TCodec>.Write(ref writer, value, "ImmutableQueue");
    }

    /// <inheritdoc/>
    public static ImmutableQueue<T> Read(ref WireReader reader) => [.. Elements<T, TCodec>.ReadFor(ref reader, "ImmutableQueue", empty: 40, node: 80)];
}

/// <summary><see cref="ImmutableStack{T}"/>: the bottom first.</summary>
public readonly struct ImmutableStackCodec<T, TCodec> : IWireCodec<ImmutableStack<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableStack<T> value)
    {
        Presence.Check(value, "ImmutableStack");
        int count = 0;
        foreach (T _ in value)
        {
            count++;
        }

        Elements<T, TCodec>.WriteReversed(ref writer, count, value, "ImmutableStack");
    }

    /// <inheritdoc/>
    public static ImmutableStack<T> Read(ref WireReader reader) => [.. Elements<T, TCodec>.ReadFor(ref reader, "ImmutableStack", empty: 0, node: 40)];
}
