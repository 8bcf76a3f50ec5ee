namespace Cells.Wire;

/// <summary>A tuple of eight or more items: the eighth slot is the tuple of the rest.</summary>
public readonly struct ValueTupleCodec<T1, TC1, T2, TC2, T3, TC3, T4, TC4, T5, TC5, T6, TC6, T7, TC7, TRest, TCRest> : IWireCodec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
    where TC1 : struct, IWireCodec<T1>
    where TC2 : struct, IWireCodec<T2>
    where TC3 : struct, IWireCodec<T3>
    where TC4 : struct, IWireCodec<T4>
    where TC5 : struct, IWireCodec<T5>
    where TC6 : struct, IWireCodec<T6>
    where TC7 : struct, IWireCodec<T7>
    where TCRest : struct, IWireCodec<TRest>
{
    private static readonly RawLayout Layout = RawLayout.Tuple(TC1.Shape, TC2.Shape, TC3.Shape, TC4.Shape, TC5.Shape, TC6.Shape, TC7.Shape, TCRest.Shape);

    /// <inheritdoc/>
    public static WireShape Shape => Layout.Shape;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw && TC3.Shape.IsRaw && TC4.Shape.IsRaw && TC5.Shape.IsRaw && TC6.Shape.IsRaw && TC7.Shape.IsRaw && TCRest.Shape.IsRaw))
        {
            TC1.Write(ref writer, value.Item1);
            TC2.Write(ref writer, value.Item2);
            TC3.Write(ref writer, value.Item3);
            TC4.Write(ref writer, value.Item4);
            TC5.Write(ref writer, value.Item5);
            TC6.Write(ref writer, value.Item6);
            TC7.Write(ref writer, value.Item7);
            TCRest.Write(ref writer, value.Rest);
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
                case 3:
                    TC4.Write(ref writer, value.Item4);
                    break;
                case 4:
                    TC5.Write(ref writer, value.Item5);
                    break;
                case 5:
                    TC6.Write(ref writer, value.Item6);
                    break;
                case 6:
                    TC7.Write(ref writer, value.Item7);
                    break;
                case 7:
                    TCRest.Write(ref writer, value.Rest);
                    break;
            }
        }

        writer.WritePadding(Layout.TrailingPadding);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref WireReader reader)
    {
        ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value = default;
        if (!(TC1.Shape.IsRaw && TC2.Shape.IsRaw && TC3.Shape.IsRaw && TC4.Shape.IsRaw && TC5.Shape.IsRaw && TC6.Shape.IsRaw && TC7.Shape.IsRaw && TCRest.Shape.IsRaw))
        {
            value.Item1 = TC1.Read(ref reader);
            value.Item2 = TC2.Read(ref reader);
            value.Item3 = TC3.Read(ref reader);
            value.Item4 = TC4.Read(ref reader);
            value.Item5 = TC5.Read(ref reader);
            value.Item6 = TC6.Read(ref reader);
            value.Item7 = TC7.Read(ref reader);
            value.Rest = TCRest.Read(ref reader);
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
                case 3:
                    value.Item4 = TC4.Read(ref reader);
                    break;
                case 4:
                    value.Item5 = TC5.Read(ref reader);
                    break;
                case 5:
                    value.Item6 = TC6.Read(ref reader);
                    break;
                case 6:
                    value.Item7 = TC7.Read(ref reader);
                    break;
                case 7:
                    value.Rest = TCRest.Read(ref reader);
                    break;
            }
        }

        reader.SkipPadding(Layout.TrailingPadding);
        return value;
    }
}
