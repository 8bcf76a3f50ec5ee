using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>A type with null, in the form that the type's shape asks for.</summary>
internal sealed class NullableBinding(TypeBinding inner) : TypeBinding
{
    private const byte Present = 1;

    public override WireShape Shape =>
        IsFlagged ? WireShape.Raw(inner.Shape.Alignment + inner.Shape.Size, inner.Shape.Alignment, isBlock: false)
        : HasLength ? WireShape.Length
        : WireShape.Object;

    public override bool IsValueType => inner.IsValueType;

    public override bool TakesBareText(string text) => inner.TakesBareText(text);

    private bool IsFlagged => inner.Shape.IsRaw;

    private bool HasLength => !inner.IsValueType && inner.Shape.NullForm == NullForm.Length;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            WriteZero(ref writer, path);
            return;
        }

        if (inner.IsValueType)
        {
            writer.WriteByte(Present);
            writer.WritePadding(IsFlagged ? inner.Shape.Alignment - 1 : 0);
        }

        inner.Write(value, ref writer, path);
    }

    public override void WriteZero(ref WireWriter writer, BindingPath path)
    {
        if (IsFlagged)
        {
            writer.WritePadding(Shape.Size);
        }
        else if (HasLength)
        {
            writer.WriteInt32(WireFormat.NullLength);
        }
        else
        {
            writer.WriteByte(WireFormat.NullObject);
        }
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        if (inner.IsValueType)
        {
            ReadFlagged(ref reader, json, path);
        }
        else if (HasLength ? reader.TryReadNullLength(null) : reader.TryReadNullObject(null))
        {
            json.WriteNullValue();
        }
        else
        {
            inner.Read(ref reader, json, path);
        }
    }

    private void ReadFlagged(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        byte flag = reader.ReadByte("Nullable");
        if (flag == Present)
        {
            reader.SkipPadding(IsFlagged ? inner.Shape.Alignment - 1 : 0);
            inner.Read(ref reader, json, path);
            return;
        }

        if (flag != (IsFlagged ? 0 : WireFormat.NullObject))
        {
            WireReader.Fail($"{flag} neither announces a value ({Present}) nor null", "Nullable", reader.Offset - 1);
        }

        reader.SkipPadding(IsFlagged ? Shape.Size - 1 : 0);
        json.WriteNullValue();
    }
}
