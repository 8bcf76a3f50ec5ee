namespace Cells.Wire;

/// <summary><see cref="KeyValuePair{TKey, TValue}"/>: a memory image when key and value are raw, else both back to back.</summary>
public readonly struct KeyValuePairCodec<TKey, TKeyCodec, TValue, TValueCodec> : IWireCodec<KeyValuePair<TKey, TValue>>
    where TKeyCodec : struct, IWireCodec<TKey>
    where TValueCodec : struct, IWireCodec<TValue>
{
    private static readonly RawLayout Layout = RawLayout.Pair(TKeyCodec.Shape, TValueCodec.Shape);

    /// <inheritdoc/>
    public static WireShape Shape => IsRaw ? Layout.Shape : WireShape.Sequence(TKeyCodec.Shape.MinimumSize + TValueCodec.Shape.MinimumSize);

    // Folds away, so that pairs with references never look at the layout.
    private static bool IsRaw => TKeyCodec.Shape.IsRaw && TValueCodec.Shape.IsRaw;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in KeyValuePair<TKey, TValue> value)
    {
        TKeyCodec.Write(ref writer, value.Key);
        if (!IsRaw)
        {
            TValueCodec.Write(ref writer, value.Value);
            return;
        }

        writer.WritePadding(Layout.PaddingBefore(1));
        TValueCodec.Write(ref writer, value.Value);
        writer.WritePadding(Layout.TrailingPadding);
    }

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Read(ref WireReader reader)
    {
        TKey key = TKeyCodec.Read(ref reader);
        if (!IsRaw)
        {
            return new KeyValuePair<TKey, TValue>(key, TValueCodec.Read(ref reader));
        }

        reader.SkipPadding(Layout.PaddingBefore(1));
        TValue value = TValueCodec.Read(ref reader);
        reader.SkipPadding(Layout.TrailingPadding);
        return new KeyValuePair<TKey, TValue>(key, value);
    }
}
