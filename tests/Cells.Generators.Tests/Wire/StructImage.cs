using System.Text.Json;

namespace Cells.Generators.Tests.Wire;

/// <summary>The layout that a vector states for a struct, against that of its fields in order, each at its alignment.</summary>
internal static class StructImage
{
    /// <summary>Whether the stated offsets and size are the natural ones.</summary>
    /// <param name="type">The struct.</param>
    /// <param name="isPacked">Whether a field lies before its natural place.</param>
    public static bool IsNatural(JsonElement type, out bool isPacked)
    {
        int end = 0;
        int alignment = 1;
        isPacked = false;
        foreach (JsonElement member in type.GetProperty("members").EnumerateArray())
        {
            (int size, int align) = Measure(member.GetProperty("type"));
            int offset = RoundUp(end, align);
            isPacked |= member.GetProperty("offset").GetInt32() < offset;
            end = offset + size;
            alignment = Math.Max(alignment, align);
        }

        return !isPacked && type.GetProperty("size").GetInt32() == Math.Max(1, RoundUp(end, alignment));
    }

    private static (int Size, int Alignment) Measure(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return MeasurePrimitive(type.GetString()!);
        }

        switch (type.GetProperty("kind").GetString())
        {
            case "enum":
                return MeasurePrimitive(type.GetProperty("underlying").GetString()!);
            case "nullable":
                return (type.GetProperty("size").GetInt32(), Measure(type.GetProperty("of")).Alignment);
            default:
                int size = type.GetProperty("size").GetInt32();
                return (size, type.GetProperty("layout").GetString() == "auto"
                    ? Math.Min(8, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)size))
                    : type.GetProperty("members").EnumerateArray().Select(static member => Measure(member.GetProperty("type")).Alignment).Append(1).Max());
        }
    }

    private static (int Size, int Alignment) MeasurePrimitive(string type) => type switch
    {
        "bool" or "uint8" or "int8" => (1, 1),
        "int16" or "uint16" or "char" or "float16" => (2, 2),
        "int32" or "uint32" or "float32" or "rune" or "dateonly" => (4, 4),
        "int64" or "uint64" or "float64" or "datetime" or "timespan" or "timeonly" => (8, 8),
        "guid" => (16, 4),
        "decimal" or "datetimeoffset" => (16, 8),
        "int128" or "uint128" => (16, 16),
        _ => throw new NotSupportedException(type),
    };

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
