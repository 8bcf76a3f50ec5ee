using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="HashSet{T}"/> with the default comparer.</summary>
public readonly struct HashSetCodec<T, TCodec> : IWireCodec<HashSet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in HashSet<T> value)
    {
        Presence.Check(value, "HashSet");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "HashSet");
    }

    /// <inheritdoc/>
    public static HashSet<T> Read(ref WireReader reader) => SetElements<T, TCodec>.ReadHashSet(ref reader, "HashSet");
}

/// <summary><see cref="SortedSet{T}"/> with the default comparer.</summary>
public readonly struct SortedSetCodec<T, TCodec> : IWireCodec<SortedSet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in SortedSet<T> value)
    {
        Presence.Check(value, "SortedSet");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "SortedSet");
    }

    /// <inheritdoc/>
    public static SortedSet<T> Read(ref WireReader reader) =>
        SetElements<T, TCodec>.ReadSorted(ref reader, static items => new SortedSet<T>(items), "SortedSet");
}

/// <summary><see cref="ISet{T}"/>, read as a <see cref="HashSet{T}"/>.</summary>
public readonly struct ISetCodec<T, TCodec> : IWireCodec<ISet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ISet<T> value)
    {
        Presence.Check(value, "ISet");
        Elements<T, TCodec>.Write(ref writer, value, "ISet");
    }

    /// <inheritdoc/>
    public static ISet<T> Read(ref WireReader reader) => SetElements<T, TCodec>.ReadHashSet(ref reader, "ISet");
}

/// <summary><see cref="IReadOnlySet{T}"/>, read as a <see cref="HashSet{T}"/>.</summary>
public readonly struct IReadOnlySetCodec<T, TCodec> : IWireCodec<IReadOnlySet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IReadOnlySet<T> value)
    {
        Presence.Check(value, "IReadOnlySet");
        Elements<T, TCodec>.Write(ref writer, value, "IReadOnlySet");
    }

    /// <inheritdoc/>
    public static IReadOnlySet<T> Read(ref WireReader reader) => SetElements<T, TCodec>.ReadHashSet(ref reader, "IReadOnlySet");
}

/// <summary><see cref="ImmutableHashSet{T}"/> with the default comparer.</summary>
public readonly struct ImmutableHashSetCodec<T, TCodec> : IWireCodec<ImmutableHashSet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableHashSet<T> value)
    {
        Presence.Check(value, "ImmutableHashSet");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ImmutableHashSet");
    }

    /// <inheritdoc/>
    public static ImmutableHashSet<T> Read(ref WireReader reader)
    {
        HashSet<T> items = SetElements<T, TCodec>.ReadHashSet(ref reader, "ImmutableHashSet");
        reader.Charge((long)items.Count * (MapSize.Node + Unsafe.SizeOf<T>()), "ImmutableHashSet");
        return [.. items];
    }
}

/// <summary><see cref="ImmutableSortedSet{T}"/> with the default comparer.</summary>
public readonly struct ImmutableSortedSetCodec<T, TCodec> : IWireCodec<ImmutableSortedSet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableSortedSet<T> value)
    {
        Presence.Check(value, "ImmutableSortedSet");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ImmutableSortedSet");
    }

    /// <inheritdoc/>
    public static ImmutableSortedSet<T> Read(ref WireReader reader) =>
        SetElements<T, TCodec>.ReadSorted(ref reader, static items => ImmutableSortedSet.CreateRange(items), "ImmutableSortedSet");
}

/// <summary><see cref="FrozenSet{T}"/> with the default comparer.</summary>
public readonly struct FrozenSetCodec<T, TCodec> : IWireCodec<FrozenSet<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in FrozenSet<T> value)
    {
        Presence.Check(value, "FrozenSet");
        Elements<T, TCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "FrozenSet");
    }

    /// <inheritdoc/>
    public static FrozenSet<T> Read(ref WireReader reader)
    {
        HashSet<T> items = SetElements<T, TCodec>.ReadHashSet(ref reader, "FrozenSet");
        reader.Charge(MapSize.OfFrozen(items.Count, Unsafe.SizeOf<T>()), "FrozenSet");
        return items.ToFrozenSet();
    }
}
