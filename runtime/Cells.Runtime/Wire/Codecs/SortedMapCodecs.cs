using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="SortedDictionary{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct SortedDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<SortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in SortedDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "SortedDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "SortedDictionary");
    }

    /// <inheritdoc/>
    public static SortedDictionary<TKey, TValue> Read(ref WireReader reader) =>
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadSorted(
            ref reader, static pairs => MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Fill(new SortedDictionary<TKey, TValue>(), pairs), "SortedDictionary");
}

/// <summary><see cref="SortedList{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct SortedListCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<SortedList<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in SortedList<TKey, TValue> value)
    {
        Presence.Check(value, "SortedList");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "SortedList");
    }

    /// <inheritdoc/>
    public static SortedList<TKey, TValue> Read(ref WireReader reader) =>
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadSorted(
            ref reader, static pairs => MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Fill(new SortedList<TKey, TValue>(pairs.Length), pairs), "SortedList");
}

/// <summary><see cref="ImmutableDictionary{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct ImmutableDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<ImmutableDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "ImmutableDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ImmutableDictionary");
    }

    /// <inheritdoc/>
    public static ImmutableDictionary<TKey, TValue> Read(ref WireReader reader)
    {
        Dictionary<TKey, TValue> map = MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "ImmutableDictionary");
        reader.Charge((long)map.Count * (MapSize.Node + (2 * Unsafe.SizeOf<KeyValuePair<TKey, TValue>>())), "ImmutableDictionary");
        return map.ToImmutableDictionary();
    }
}

/// <summary><see cref="ImmutableSortedDictionary{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct ImmutableSortedDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    // One of a single pair of bytes takes that much memory while it is built.
    private const int SmallestSize = 640;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ImmutableSortedDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "ImmutableSortedDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ImmutableSortedDictionary");
    }

    /// <inheritdoc/>
    public static ImmutableSortedDictionary<TKey, TValue> Read(ref WireReader reader)
    {
        ImmutableSortedDictionary<TKey, TValue> map = MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadSorted(
            ref reader, static pairs => ImmutableSortedDictionary.CreateRange(pairs), "ImmutableSortedDictionary");
        reader.Charge(map.Count == 0 ? 0 : SmallestSize, "ImmutableSortedDictionary");
        return map;
    }
}
