using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Schema;

namespace Cells.Runtime.Tests.Transcoding;

/// <summary>Makes random values of a schema's types as JSON.</summary>
internal sealed class RandomValue(CellSchema schema, int seed)
{
    private const int Deepest = 6;

    private readonly Random _random = new(seed);

    /// <summary>A value; null with <paramref name="isFinite"/> false when the type cannot be left off where it is too deep.</summary>
    public JsonNode? Of(TypeReference type, ref bool isFinite, int depth = 0)
    {
        if (type.IsNullable && (depth > Deepest || _random.Next(3) == 0))
        {
            return null;
        }

        if (depth > Deepest * 2)
        {
            isFinite = false;
            return null;
        }

        switch (type)
        {
            case PrimitiveReference primitive:
                return Primitive(primitive.Kind);
            case CollectionReference collection when JsonForm.IsBase64(collection):
                byte[] bytes = [.. Enumerable.Range(0, Count(depth)).Select(index => (byte)((_random.Next(16) * 16) + index))];
                return Convert.ToBase64String(bytes);
            case CollectionReference collection:
                JsonArray items = [];
                HashSet<string> seen = [];
                for (int i = Count(depth); i > 0; i--)
                {
                    JsonNode? item = Of(collection.Element, ref isFinite, depth + 1);
                    if (collection.Kind != CollectionKind.HashSet || seen.Add(item?.ToJsonString() ?? "null"))
                    {
                        items.Add(item);
                    }
                }

                return items;
            case MapReference map:
                JsonObject entries = [];
                for (int i = Count(depth); i > 0; i--)
                {
                    entries["k" + i.ToString(CultureInfo.InvariantCulture)] = Of(map.Value, ref isFinite, depth + 1);
                }

                return entries;
            case PairReference pair:
                JsonNode? key = Of(pair.Key, ref isFinite, depth + 1);
                return new JsonArray(key, Of(pair.Value, ref isFinite, depth + 1));
            case TupleReference tuple:
                JsonArray elements = [];
                foreach (TupleElement element in tuple.Elements)
                {
                    elements.Add(Of(element.Type, ref isFinite, depth + 1));
                }

                return elements;
            default:
                return Named((NamedReference)type, ref isFinite, depth);
        }
    }

    private JsonNode? Named(NamedReference named, ref bool isFinite, int depth)
    {
        TypeSchema type = schema.FindType(named.Name)!;
        if (type.Kind == TypeKind.Enum)
        {
            bool isNamed = type.Values.Count > 0 && (!type.IsOpen || _random.Next(3) > 0);
            return isNamed ? type.Values[_random.Next(type.Values.Count)].Name : type.IsOpen ? Unnamed(type) : Impossible(ref isFinite);
        }

        if (type.Kind == TypeKind.UnionRecord)
        {
            if (type.Cases.Count == 0)
            {
                return Impossible(ref isFinite);
            }

            string name = type.Cases[_random.Next(type.Cases.Count)];
            JsonObject value = Members(schema.FindType(name)!, default, ref isFinite, depth);
            value.Insert(0, JsonForm.CaseProperty, JsonForm.CaseName(type, name));
            return value;
        }

        return Members(type, named.Arguments, ref isFinite, depth);
    }

    private JsonObject Members(TypeSchema type, EquatableArray<TypeReference> arguments, ref bool isFinite, int depth)
    {
        JsonObject value = [];
        foreach (MemberSchema member in type.Members)
        {
            value[member.Name] = Of(TypeSubstitution.Apply(member.Type, type.TypeParameters, arguments)!, ref isFinite, depth + 1);
        }

        return value;
    }

    private JsonNode Unnamed(TypeSchema type)
    {
        int number = _random.Next(20, 40);
        return type.Values.Any(value => value.Number == number) ? 99 : number;
    }

    private static JsonNode? Impossible(ref bool isFinite)
    {
        isFinite = false;
        return null;
    }

    private int Count(int depth) => depth > Deepest ? 0 : _random.Next(4);

    private JsonNode Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => _random.Next(2) == 0,
        PrimitiveKind.Char => ((char)('a' + _random.Next(26))).ToString(),
        PrimitiveKind.String => new string('é', _random.Next(4)) + _random.Next(100).ToString(CultureInfo.InvariantCulture),
        PrimitiveKind.Uri => "https://example.org/" + _random.Next(100).ToString(CultureInfo.InvariantCulture),
        PrimitiveKind.Guid => new Guid(_random.Next(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).ToString(),
        PrimitiveKind.DateTime => new DateTime(2020, 1, 1 + _random.Next(28), 0, 0, 0, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
        _ => _random.Next(100),
    };
}
