using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <summary><see cref="Dictionary{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct DictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Dictionary<TKey, TValue> value)
    {
        Presence.Check(value, "Dictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "Dictionary");
    }

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref WireReader reader) =>
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "Dictionary");
}

/// <summary><see cref="IDictionary{TKey, TValue}"/>, read as a <see cref="Dictionary{TKey, TValue}"/>.</summary>
public readonly struct IDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<IDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "IDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "IDictionary");
    }

    /// <inheritdoc/>
    public static IDictionary<TKey, TValue> Read(ref WireReader reader) =>
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "IDictionary");
}

/// <summary><see cref="IReadOnlyDictionary{TKey, TValue}"/>, read as a <see cref="Dictionary{TKey, TValue}"/>.</summary>
public readonly struct IReadOnlyDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<IReadOnlyDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IReadOnlyDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "IReadOnlyDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "IReadOnlyDictionary");
    }

    /// <inheritdoc/>
    public static IReadOnlyDictionary<TKey, TValue> Read(ref WireReader reader) =>
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "IReadOnlyDictionary");
}

/// <summary><see cref="ReadOnlyDictionary{TKey, TValue}"/>.</summary>
public readonly struct ReadOnlyDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<ReadOnlyDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    // Beside the dictionary.
    private const int WrapperSize = 48;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ReadOnlyDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "ReadOnlyDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "ReadOnlyDictionary");
    }

    /// <inheritdoc/>
    public static ReadOnlyDictionary<TKey, TValue> Read(ref WireReader reader)
    {
        reader.Charge(WrapperSize, "ReadOnlyDictionary");
        return new(MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "ReadOnlyDictionary"));
    }
}

/// <summary><see cref="ConcurrentDictionary{TKey, TValue}"/>: a snapshot.</summary>
public readonly struct ConcurrentDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<ConcurrentDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    // An empty one takes that much memory, and four bytes on the wire.
    private const int EmptySize = 1024;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ConcurrentDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "ConcurrentDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.ToArray());
    }

    /// <inheritdoc/>
    public static ConcurrentDictionary<TKey, TValue> Read(ref WireReader reader)
    {
        reader.Charge(EmptySize, "ConcurrentDictionary");
        Dictionary<TKey, TValue> pairs = MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "ConcurrentDictionary");

        reader.Charge((long)pairs.Capacity * (MapSize.Node + Unsafe.SizeOf<KeyValuePair<TKey, TValue>>()), "ConcurrentDictionary");

        // As many buckets, so that the keys collide no more often.
        ConcurrentDictionary<TKey, TValue> map = new(concurrencyLevel: 1, pairs.Capacity);
        foreach ((TKey key, TValue value) in pairs)
        {
            map.TryAdd(key, value);
        }

        return map;
    }
}

/// <summary><see cref="FrozenDictionary{TKey, TValue}"/> with the default comparer.</summary>
public readonly struct FrozenDictionaryCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<FrozenDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in FrozenDictionary<TKey, TValue> value)
    {
        Presence.Check(value, "FrozenDictionary");
        MapElements<TKey, TKeyCodec, TValue, TValueCodec>.Write(ref writer, value.Count, value.GetEnumerator(), "FrozenDictionary");
    }

    /// <inheritdoc/>
    public static FrozenDictionary<TKey, TValue> Read(ref WireReader reader)
    {
        Dictionary<TKey, TValue> map = MapElements<TKey, TKeyCodec, TValue, TValueCodec>.ReadDictionary(ref reader, "FrozenDictionary");
        reader.Charge(MapSize.OfFrozen(map.Count, Unsafe.SizeOf<KeyValuePair<TKey, TValue>>()), "FrozenDictionary");
        return map.ToFrozenDictionary();
    }
}
