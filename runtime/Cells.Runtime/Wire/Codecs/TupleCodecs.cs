namespace Cells.Wire;

/// <summary>A tuple of one item.</summary>
public readonly struct ValueTupleCodec<T1, TC1> : IWireCodec<ValueTuple<T1>>
    where TC1 : struct, IWireCodec<T1>
{
    private static readonly RawLayout Layout = RawLayout.Tuple(TC1.Shape);

    /// <inheritdoc/>
    public static WireShape Shape => Layout.Shape;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ValueTuple<T1> value)
    {
        if (!(TC1.Shape.IsRaw))
        {
            TC1.Write(ref writer, value.Item1);
            return;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            writer.WritePadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    TC1.Write(ref writer, value.Item1);
                    break;
            }
        }

        writer.WritePadding(Layout.TrailingPadding);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1> Read(ref WireReader reader)
    {
        ValueTuple<T1> value = default;
        if (!(TC1.Shape.IsRaw))
        {
            value.Item1 = TC1.Read(ref reader);
            return value;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            reader.SkipPadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    value.Item1 = TC1.Read(ref reader);
                    break;
            }
        }

        reader.SkipPadding(Layout.TrailingPadding);
        return value;
    }
}

/// <summary>A tuple of two items.</summary>
public readonly struct ValueTupleCodec<T1, TC1, T2, TC2> : IWireCodec<ValueTuple<T1, T2>>
    where TC1 : struct, IWireCodec<T1>
    where TC2 : struct, IWireCodec<T2>
{
    private static readonly RawLayout Layout = RawLayout.Tuple(TC1.Shape, TC2.Shape);

    /// <inheritdoc/>
    public static WireShape Shape => Layout.Shape;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ValueTuple<T1, T2> value)
    {
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw))
        {
            TC1.Write(ref writer, value.Item1);
            TC2.Write(ref writer, value.Item2);
            return;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            writer.WritePadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    TC1.Write(ref writer, value.Item1);
                    break;
                case 1:
                    TC2.Write(ref writer, value.Item2);
                    break;
            }
        }

        writer.WritePadding(Layout.TrailingPadding);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2> Read(ref WireReader reader)
    {
        ValueTuple<T1, T2> value = default;
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw))
        {
            value.Item1 = TC1.Read(ref reader);
            value.Item2 = TC2.Read(ref reader);
            return value;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            reader.SkipPadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    value.Item1 = TC1.Read(ref reader);
                    break;
                case 1:
                    value.Item2 = TC2.Read(ref reader);
                    break;
            }
        }

        reader.SkipPadding(Layout.TrailingPadding);
        return value;
    }
}

/// <summary>A tuple of three items.</summary>
public readonly struct ValueTupleCodec<T1, TC1, T2, TC2, T3, TC3> : IWireCodec<ValueTuple<T1, T2, T3>>
    where TC1 : struct, IWireCodec<T1>
    where TC2 : struct, IWireCodec<T2>
    where TC3 : struct, IWireCodec<T3>
{
    private static readonly RawLayout Layout = RawLayout.Tuple(TC1.Shape, TC2.Shape, TC3.Shape);

    /// <inheritdoc/>
    public static WireShape Shape => Layout.Shape;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ValueTuple<T1, T2, T3> value)
    {
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw && TC3.Shape.IsRaw))
        {
            TC1.Write(ref writer, value.Item1);
            TC2.Write(ref writer, value.Item2);
            TC3.Write(ref writer, value.Item3);
            return;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            writer.WritePadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    TC1.Write(ref writer, value.Item1);
                    break;
                case 1:
                    TC2.Write(ref writer, value.Item2);
                    break;
                case 2:
                    TC3.Write(ref writer, value.Item3);
                    break;
            }
        }

        writer.WritePadding(Layout.TrailingPadding);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3> Read(ref WireReader reader)
    {
        ValueTuple<T1, T2, T3> value = default;
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw && TC3.Shape.IsRaw))
        {
            value.Item1 = TC1.Read(ref reader);
            value.Item2 = TC2.Read(ref reader);
            value.Item3 = TC3.Read(ref reader);
            return value;
        }

        for (int position = 0; position < Layout.Count; position++)
        {
            reader.SkipPadding(Layout.PaddingBefore(position));
            switch (Layout.MemberAt(position))
            {
                case 0:
                    value.Item1 = TC1.Read(ref reader);
                    break;
                case 1:
                    value.Item2 = TC2.Read(ref reader);
                    break;
                case 2:
                    value.Item3 = TC3.Read(ref reader);
                    break;
            }
        }

        reader.SkipPadding(Layout.TrailingPadding);
        return value;
    }
}
