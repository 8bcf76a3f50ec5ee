namespace Cells.Wire;

/// <summary>A reference that may be null.</summary>
public readonly struct NullableCodec<T, TCodec> : IWireCodec<T?>
    where T : class
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => TCodec.Shape.NullForm == NullForm.Length ? WireShape.Length : WireShape.Object;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in T? value)
    {
        if (value is not null)
        {
            TCodec.Write(ref writer, value);
        }
        else if (TCodec.Shape.NullForm == NullForm.Length)
        {
            writer.WriteInt32(WireFormat.NullLength);
        }
        else
        {
            writer.WriteByte(WireFormat.NullObject);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref WireReader reader)
    {
        bool isNull = TCodec.Shape.NullForm == NullForm.Length ? reader.TryReadNullLength("Nullable") : reader.TryReadNullObject("Nullable");
        return isNull ? null : TCodec.Read(ref reader);
    }
}

/// <summary>A value type that may be null: when raw, a flag and the space of the value; else 255, or 1 and the value.</summary>
public readonly struct NullableValueCodec<T, TCodec> : IWireCodec<T?>
    where T : struct
    where TCodec : struct, IWireCodec<T>
{
    private const byte Present = 1;

    // The flag takes one byte and pads up to the value's alignment.
    private static int RawSize => TCodec.Shape.Alignment + TCodec.Shape.Size;

    /// <inheritdoc/>
    public static WireShape Shape =>
        TCodec.Shape.IsRaw ? WireShape.Raw(RawSize, TCodec.Shape.Alignment, isBlock: false) : WireShape.Object;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in T? value)
    {
        if (value is T present)
        {
            writer.WriteByte(Present);
            writer.WritePadding(TCodec.Shape.IsRaw ? TCodec.Shape.Alignment - 1 : 0);
            TCodec.Write(ref writer, present);
        }
        else if (TCodec.Shape.IsRaw)
        {
            writer.WritePadding(RawSize);
        }
        else
        {
            writer.WriteByte(WireFormat.NullObject);
        }
    }

    /// <inheritdoc/>
    public static T? Read(ref WireReader reader)
    {
        byte flag = reader.ReadByte("Nullable");
        if (flag == Present)
        {
            reader.SkipPadding(TCodec.Shape.IsRaw ? TCodec.Shape.Alignment - 1 : 0);
            return TCodec.Read(ref reader);
        }

        if (TCodec.Shape.IsRaw && flag == 0)
        {
            reader.SkipPadding(RawSize - 1);
            return null;
        }

        if (TCodec.Shape.IsRaw || flag != WireFormat.NullObject)
        {
            WireReader.Fail($"{flag} neither announces a value ({Present}) nor null", "Nullable", reader.Offset - 1);
        }

        return null;
    }
}
