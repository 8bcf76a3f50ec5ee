using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Tuples and pairs: JSON arrays of the elements. From the eighth on they are in a nested tuple on the wire, not in JSON.</summary>
internal sealed class TupleBinding(TypeBinding[] elements, RawLayout layout) : TypeBinding
{
    /// <summary>The elements of one tuple before the nested one.</summary>
    public const int MostElements = 7;

    public override WireShape Shape => layout.Shape;

    public override bool IsValueType => true;

    // A nested tuple is the last of eight.
    private TupleBinding? Rest => elements.Length > MostElements ? (TupleBinding)elements[MostElements] : null;

    private int TotalCount => Rest is TupleBinding rest ? MostElements + rest.TotalCount : elements.Length;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != TotalCount)
        {
            path.FailExpected($"an array of {TotalCount} elements", value);
        }

        Write(value, 0, ref writer, path);
    }

    public override void WriteZero(ref WireWriter writer, BindingPath path)
    {
        if (layout.IsRaw)
        {
            writer.WritePadding(layout.Shape.Size);
            return;
        }

        foreach (TypeBinding element in elements)
        {
            element.WriteZero(ref writer, path);
        }
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        json.WriteStartArray();
        Read(0, ref reader, json, path);
        json.WriteEndArray();
    }

    private void Write(JsonElement array, int first, ref WireWriter writer, BindingPath path)
    {
        for (int position = 0; position < elements.Length; position++)
        {
            writer.WritePadding(layout.PaddingBefore(position));
            int index = layout.MemberAt(position);
            if (index == MostElements)
            {
                Rest!.Write(array, first + index, ref writer, path);
            }
            else
            {
                path.Push(first + index);
                elements[index].Write(array[first + index], ref writer, path);
                path.Pop();
            }
        }

        writer.WritePadding(layout.TrailingPadding);
    }

    // JSON wants declaration order, and a raw tuple lies in another.
    private void Read(int first, ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        WireReader start = reader;
        for (int index = 0; index < elements.Length; index++)
        {
            if (layout.IsRaw)
            {
                reader = start;
                reader.SkipPadding(layout.OffsetOf(index));
            }

            if (index == MostElements)
            {
                Rest!.Read(first + index, ref reader, json, path);
            }
            else
            {
                path.Push(first + index);
                elements[index].Read(ref reader, json, path);
                path.Pop();
            }
        }

        if (layout.IsRaw)
        {
            reader = start;
            reader.SkipPadding(layout.Shape.Size);
        }
    }
}
