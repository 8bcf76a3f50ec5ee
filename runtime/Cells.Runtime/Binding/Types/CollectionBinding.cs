using System.Text.Json;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Lists and sets: JSON arrays in the order of the wire, so stacks from the bottom.</summary>
internal sealed class CollectionBinding(CollectionKind kind, TypeBinding element) : TypeBinding
{
    public override WireShape Shape => WireShape.Length;

    public override bool IsValueType => CollectionKinds.IsValueType(kind);

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind == JsonValueKind.Null && kind == CollectionKind.ImmutableArray)
        {
            WriteZero(ref writer, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            path.FailExpected("an array", value);
        }

        writer.WriteInt32(value.GetArrayLength());
        writer.Enter();
        HashSet<string>? seen = CollectionKinds.IsSet(kind) ? new(StringComparer.Ordinal) : null;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            path.Push(index++);
            if (seen is not null && !seen.Add(item.GetRawText()))
            {
                path.Fail($"{item.GetRawText()} is in the set already");
            }

            element.Write(item, ref writer, path);
            path.Pop();
        }

        writer.Leave();
    }

    public override void WriteZero(ref WireWriter writer, BindingPath path) => CollectionKinds.WriteZero(kind, ref writer, path);

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        int count = CollectionKinds.ReadCount(kind, element.Shape.MinimumSize, ref reader);
        if (count < 0)
        {
            json.WriteNullValue();
            return;
        }

        reader.Enter(kind.ToString());
        json.WriteStartArray();
        HashSet<string>? seen = CollectionKinds.IsSet(kind) ? new(StringComparer.Ordinal) : null;
        for (int i = 0; i < count; i++)
        {
            path.Push(i);
            if (seen is null)
            {
                element.Read(ref reader, json, path);
            }
            else
            {
                ReadOnce(seen, ref reader, json, path);
            }

            path.Pop();
        }

        json.WriteEndArray();
        reader.Leave();
    }

    private void ReadOnce(HashSet<string> seen, ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        long start = reader.Offset;
        string text = JsonText.Capture(element, ref reader, path);
        if (!seen.Add(text))
        {
            WireReader.Fail("the element repeats an earlier one", kind.ToString(), start);
        }

        json.WriteRawValue(text, skipInputValidation: true);
    }
}

/// <summary>Lists of bytes: base64 text.</summary>
internal sealed class BytesBinding(CollectionKind kind) : TypeBinding
{
    public override WireShape Shape => WireShape.Length;

    public override bool IsValueType => CollectionKinds.IsValueType(kind);

    public override bool TakesBareText(string text) => true;

    protected override string EmptyJson => "\"\"";

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind == JsonValueKind.Null && kind == CollectionKind.ImmutableArray)
        {
            WriteZero(ref writer, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out byte[]? bytes))
        {
            path.FailExpected("bytes as base64 text", value);
            return;
        }

        if (CollectionKinds.IsSet(kind) && bytes.Distinct().Count() != bytes.Length)
        {
            path.Fail("a byte stands in the set twice");
        }

        ArrayCodec<byte, ByteCodec>.Write(ref writer, bytes);
    }

    public override void WriteZero(ref WireWriter writer, BindingPath path) => CollectionKinds.WriteZero(kind, ref writer, path);

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        int count = CollectionKinds.ReadCount(kind, sizeof(byte), ref reader);
        if (count < 0)
        {
            json.WriteNullValue();
            return;
        }

        long start = reader.Offset;
        byte[] bytes = new byte[count];
        reader.ReadBytes(bytes, kind.ToString());
        if (CollectionKinds.IsSet(kind) && bytes.Distinct().Count() != count)
        {
            WireReader.Fail("an element repeats an earlier one", kind.ToString(), start);
        }

        json.WriteBase64StringValue(bytes);
    }
}

/// <summary>What kinds of collections have in common.</summary>
internal static class CollectionKinds
{
    public static bool IsValueType(CollectionKind kind) =>
        kind is CollectionKind.ImmutableArray or CollectionKind.Memory or CollectionKind.ReadOnlyMemory
            or CollectionKind.ReadOnlySequence or CollectionKind.ArraySegment;

    public static bool IsSet(CollectionKind kind) => kind is >= CollectionKind.HashSet and <= CollectionKind.FrozenSet;

    /// <summary>Appends the <c>default</c> of a collection that is a value type.</summary>
    public static void WriteZero(CollectionKind kind, ref WireWriter writer, BindingPath path)
    {
        if (!IsValueType(kind))
        {
            path.Fail("a collection must be given");
        }

        writer.WriteInt32(kind == CollectionKind.ImmutableArray ? WireFormat.NullLength : 0);
    }

    /// <summary>The count; -1 for a default immutable array. Null is empty where the type has no null of its own.</summary>
    public static int ReadCount(CollectionKind kind, int minimumSize, ref WireReader reader)
    {
        int count = reader.ReadCount(minimumSize, kind.ToString());
        if (count >= 0 || kind == CollectionKind.ImmutableArray)
        {
            return count;
        }

        if (!IsValueType(kind))
        {
            WireReader.Fail("null where a value must be", kind.ToString(), reader.Offset - sizeof(int));
        }

        return 0;
    }
}
