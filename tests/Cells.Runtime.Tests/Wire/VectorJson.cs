using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cells.Wire;

/// <summary>A vector's value in the JSON form of the contract.</summary>
internal static class VectorJson
{
    /// <exception cref="NotSupportedException">JSON has no such value: a NaN with a payload, a lone surrogate.</exception>
    public static JsonNode? Convert(JsonElement type, JsonElement value, IReadOnlyDictionary<string, JsonElement> named)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (type.ValueKind == JsonValueKind.String)
        {
            return ConvertPrimitive(type.GetString()!, value);
        }

        string kind = type.GetProperty("kind").GetString()!;
        switch (kind)
        {
            case "enum":
                return JsonNode.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
            case "nullable":
                return Convert(type.GetProperty("of"), value, named);
            case "ref":
                return Convert(named[type.GetProperty("name").GetString()!], value, named);
            case "array" or "collection":
                return type.GetProperty("of") is { ValueKind: JsonValueKind.String } element && element.GetString() == "uint8"
                    ? System.Convert.ToBase64String([.. value.EnumerateArray().Select(item => item.GetByte())])
                    : new JsonArray([.. value.EnumerateArray().Select(item => Convert(type.GetProperty("of"), item, named))]);
            case "dictionary":
                return Map(type.GetProperty("pair"), value, named);
            case "tuple":
                return new JsonArray([.. Items(type, value, named)]);
            case "struct" when type.GetProperty("name").GetString()!.StartsWith("ValueTuple<", StringComparison.Ordinal)
                || type.GetProperty("name").GetString()!.StartsWith("KeyValuePair<", StringComparison.Ordinal):
                return new JsonArray([.. Fields(type, value, named)]);
            case "union":
                int tag = value.GetProperty("$tag").GetInt32();
                JsonElement body = type.GetProperty("cases").EnumerateArray().First(item => item.GetProperty("tag").GetInt32() == tag).GetProperty("type");
                JsonObject fields = (JsonObject)Convert(body, value.GetProperty("$value"), named)!;
                fields.Insert(0, "$case", body.GetProperty("name").GetString());
                return fields;
            default:
                JsonObject members = [];
                foreach (JsonElement member in type.GetProperty("members").EnumerateArray())
                {
                    string name = member.GetProperty("name").GetString()!;
                    members[name] = Convert(member.GetProperty("type"), value.GetProperty(name), named);
                }

                return members;
        }
    }

    /// <summary>The named types inside <paramref name="type"/>, for references to them.</summary>
    public static Dictionary<string, JsonElement> FindNamed(JsonElement type)
    {
        Dictionary<string, JsonElement> named = [];
        Visit(type);
        return named;

        void Visit(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                if (element.TryGetProperty("kind", out JsonElement kind) && kind.GetString() != "ref" && element.TryGetProperty("name", out JsonElement name))
                {
                    named.TryAdd(name.GetString()!, element);
                }

                foreach (System.Text.Json.JsonProperty property in element.EnumerateObject())
                {
                    Visit(property.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Visit(item);
                }
            }
        }
    }

    private static JsonNode Map(JsonElement pair, JsonElement value, IReadOnlyDictionary<string, JsonElement> named)
    {
        JsonElement[] types = pair.TryGetProperty("items", out JsonElement items)
            ? [.. items.EnumerateArray()]
            : [.. pair.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("type"))];
        if (types[0].ValueKind == JsonValueKind.String && types[0].GetString() == "string")
        {
            JsonObject map = [];
            foreach (JsonElement entry in value.EnumerateArray())
            {
                map[entry[0].GetString()!] = Convert(types[1], entry[1], named);
            }

            return map;
        }

        return new JsonArray([.. value.EnumerateArray().Select(entry =>
            new JsonArray(Convert(types[0], entry[0], named), Convert(types[1], entry[1], named)))]);
    }

    private static IEnumerable<JsonNode?> Items(JsonElement type, JsonElement value, IReadOnlyDictionary<string, JsonElement> named) =>
        type.GetProperty("items").EnumerateArray().SelectMany((item, index) =>
            index == 7 ? Items(item, value[7], named) : [Convert(item, value[index], named)]);

    private static IEnumerable<JsonNode?> Fields(JsonElement type, JsonElement value, IReadOnlyDictionary<string, JsonElement> named) =>
        type.GetProperty("members").EnumerateArray().SelectMany(member =>
        {
            string name = member.GetProperty("name").GetString()!;
            return name == "Rest"
                ? Fields(member.GetProperty("type"), value.GetProperty(name), named)
                : [Convert(member.GetProperty("type"), value.GetProperty(name), named)];
        });

    private static JsonNode? ConvertPrimitive(string type, JsonElement value)
    {
        switch (type)
        {
            case "float16" or "float32" or "float64" when value.ValueKind == JsonValueKind.Object:
                return ConvertBits(type, value.GetProperty("bits").GetString()!);
            case "char":
                return char.IsSurrogate((char)value.GetInt32())
                    ? throw new NotSupportedException("lone surrogates")
                    : ((char)value.GetInt32()).ToString();
            case "rune":
                return new Rune(value.GetInt32()).ToString();
            case "datetime":
                if (value.GetProperty("kind").GetString() is not ("Utc" or "Unspecified"))
                {
                    throw new NotSupportedException("local times");
                }

                DateTimeKind kind = Enum.Parse<DateTimeKind>(value.GetProperty("kind").GetString()!);
                return new DateTime(Ticks(value, "ticks"), kind).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
            case "datetimeoffset":
                TimeSpan offset = TimeSpan.FromMinutes(value.GetProperty("offsetMinutes").GetInt32());
                return new DateTimeOffset(Ticks(value, "utcTicks") + offset.Ticks, offset).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
            case "timespan":
                return new TimeSpan(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)).ToString("c", CultureInfo.InvariantCulture);
            case "timeonly":
                return new TimeOnly(long.Parse(value.GetString()!, CultureInfo.InvariantCulture)).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
            case "dateonly":
                return DateOnly.FromDayNumber(value.GetProperty("dayNumber").GetInt32()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case "version":
                return string.Join('.', value.EnumerateArray().Select(part => part.GetInt32()).Where(part => part >= 0));
            case "string" when value.ValueKind == JsonValueKind.Object:
                throw new NotSupportedException("lone surrogates");
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    private static string ConvertBits(string type, string bits)
    {
        ulong image = ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        double number = type switch
        {
            "float16" => (double)BitConverter.UInt16BitsToHalf((ushort)image),
            "float32" => BitConverter.UInt32BitsToSingle((uint)image),
            _ => BitConverter.UInt64BitsToDouble(image),
        };
        if (double.IsNaN(number))
        {
            throw new NotSupportedException("the payload of a NaN");
        }

        return double.IsFinite(number) ? throw new NotSupportedException("a number given as bits") : number > 0 ? "Infinity" : "-Infinity";
    }

    private static long Ticks(JsonElement value, string name) => long.Parse(value.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
