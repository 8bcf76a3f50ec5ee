using System.Text.Json;
using Cells.Schema;
using Cells.Wire;
using JsonProperty = System.Text.Json.JsonProperty;

namespace Cells.Binding;

/// <summary>Maps with string keys: JSON objects.</summary>
internal sealed class TextMapBinding(MapKind kind, TypeBinding value) : TypeBinding
{
    private readonly int _minimumSize = StringCodec.Shape.MinimumSize + value.Shape.MinimumSize;

    public override WireShape Shape => WireShape.Length;

    public override bool IsValueType => false;

    protected override string EmptyJson => "{}";

    public override void Write(JsonElement json, ref WireWriter writer, BindingPath path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            path.FailExpected("an object", json);
        }

        writer.WriteInt32(json.GetPropertyCount());
        writer.Enter();
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            string name = path.GetName(property);
            path.Push(name);
            if (!seen.Add(name))
            {
                path.Fail("the key stands twice");
            }

            StringCodec.Write(ref writer, name);
            value.Write(property.Value, ref writer, path);
            path.Pop();
        }

        writer.Leave();
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        int count = MapEntries.ReadCount(kind, _minimumSize, ref reader);
        reader.Enter(kind.ToString());
        json.WriteStartObject();
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            path.Push(i);
            long start = reader.Offset;
            string key = StringCodec.Read(ref reader);
            path.Pop();
            path.Push(key);
            if (!seen.Add(key))
            {
                WireReader.Fail($"the key of entry {i} repeats an earlier one", kind.ToString(), start);
            }

            json.WritePropertyName(key);
            value.Read(ref reader, json, path);
            path.Pop();
        }

        json.WriteEndObject();
        reader.Leave();
    }
}

/// <summary>Maps with other keys: JSON arrays of <c>[key, value]</c>.</summary>
internal sealed class PairMapBinding(MapKind kind, TypeBinding key, TypeBinding value) : TypeBinding
{
    private readonly TupleBinding _entry = new([key, value], RawLayout.Pair(key.Shape, value.Shape));

    public override WireShape Shape => WireShape.Length;

    public override bool IsValueType => false;

    public override void Write(JsonElement json, ref WireWriter writer, BindingPath path)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            path.FailExpected("an array of [key, value]", json);
        }

        writer.WriteInt32(json.GetArrayLength());
        writer.Enter();
        HashSet<string> seen = new(StringComparer.Ordinal);
        int index = 0;
        foreach (JsonElement entry in json.EnumerateArray())
        {
            path.Push(index++);
            _entry.Write(entry, ref writer, path);
            string text = entry[0].GetRawText();
            if (!seen.Add(text))
            {
                path.Fail($"the key {text} stands twice");
            }

            path.Pop();
        }

        writer.Leave();
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        int count = MapEntries.ReadCount(kind, _entry.Shape.MinimumSize, ref reader);
        reader.Enter(kind.ToString());
        json.WriteStartArray();
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            path.Push(i);
            long start = reader.Offset;
            string text = JsonText.Capture(_entry, ref reader, path);
            using JsonDocument entry = JsonDocument.Parse(text, JsonText.ReadOptions);
            if (!seen.Add(entry.RootElement[0].GetRawText()))
            {
                WireReader.Fail($"the key of entry {i} repeats an earlier one", kind.ToString(), start);
            }

            json.WriteRawValue(text, skipInputValidation: true);
            path.Pop();
        }

        json.WriteEndArray();
        reader.Leave();
    }
}

/// <summary>What both forms of maps have in common.</summary>
internal static class MapEntries
{
    public static int ReadCount(MapKind kind, int minimumSize, ref WireReader reader)
    {
        int count = reader.ReadCount(minimumSize, kind.ToString());
        if (count < 0)
        {
            WireReader.Fail("null where a value must be", kind.ToString(), reader.Offset - sizeof(int));
        }

        return count;
    }
}
