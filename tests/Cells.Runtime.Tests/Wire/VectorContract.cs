using System.Text.Json;
using Cells.Schema;

namespace Cells.Wire;

/// <summary>The schema of a vector's type, when the contract model has it.</summary>
internal sealed class VectorContract
{
    private static readonly Dictionary<string, PrimitiveKind> Primitives = new()
    {
        ["bool"] = PrimitiveKind.Boolean,
        ["uint8"] = PrimitiveKind.Byte,
        ["int8"] = PrimitiveKind.SByte,
        ["int16"] = PrimitiveKind.Int16,
        ["uint16"] = PrimitiveKind.UInt16,
        ["int32"] = PrimitiveKind.Int32,
        ["uint32"] = PrimitiveKind.UInt32,
        ["int64"] = PrimitiveKind.Int64,
        ["uint64"] = PrimitiveKind.UInt64,
        ["int128"] = PrimitiveKind.Int128,
        ["uint128"] = PrimitiveKind.UInt128,
        ["float16"] = PrimitiveKind.Half,
        ["float32"] = PrimitiveKind.Single,
        ["float64"] = PrimitiveKind.Double,
        ["decimal"] = PrimitiveKind.Decimal,
        ["char"] = PrimitiveKind.Char,
        ["rune"] = PrimitiveKind.Rune,
        ["guid"] = PrimitiveKind.Guid,
        ["datetime"] = PrimitiveKind.DateTime,
        ["datetimeoffset"] = PrimitiveKind.DateTimeOffset,
        ["timespan"] = PrimitiveKind.TimeSpan,
        ["dateonly"] = PrimitiveKind.DateOnly,
        ["timeonly"] = PrimitiveKind.TimeOnly,
        ["string"] = PrimitiveKind.String,
        ["uri"] = PrimitiveKind.Uri,
        ["version"] = PrimitiveKind.Version,
    };

    private readonly Dictionary<string, TypeSchema?> _types = [];

    private VectorContract(JsonElement type) => Type = Convert(type);

    /// <summary>The type; every reference may be null, as in the vectors.</summary>
    public TypeReference Type { get; }

    public CellSchema Schema => new()
    {
        Contract = "Tests.Vectors",
        Name = "vectors",
        Version = "1.0.0",
        Types = _types.Values.OfType<TypeSchema>().OrderBy(type => type.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    /// <summary>Null, and why, when the contract model does not have the type.</summary>
    public static VectorContract? TryCreate(WireVector vector, out string? excluded)
    {
        try
        {
            excluded = null;
            return new VectorContract(vector.Type);
        }
        catch (NotSupportedException failure)
        {
            excluded = failure.Message;
            return null;
        }
    }

    private TypeReference Convert(JsonElement type) => type.ValueKind == JsonValueKind.String ? ConvertPrimitive(type.GetString()!) : Kind(type) switch
    {
        "enum" => Declare(type, CreateEnum, isValue: true),
        "nullable" => Convert(type.GetProperty("of")) with { IsNullable = true },
        "struct" when Name(type).StartsWith("ValueTuple<", StringComparison.Ordinal) => new TupleReference(TupleMembers(type).ToEquatableArray()),
        "struct" when Name(type).StartsWith("KeyValuePair<", StringComparison.Ordinal) => Pair(Members(type)),
        "struct" => Declare(type, CreateStruct, isValue: true),
        "object" => Declare(type, CreateObject, isValue: type.GetProperty("clr").GetString() == "struct"),
        "union" => Declare(type, CreateUnion, isValue: false),
        "ref" => new NamedReference(Name(type), []) { IsNullable = true },
        "array" => new CollectionReference(CollectionKind.Array, Convert(type.GetProperty("of"))) { IsNullable = true },
        "collection" => Collection(type),
        "dictionary" => Map(type),
        "tuple" when type.GetProperty("clr").GetString() == "KeyValuePair" => Pair(type.GetProperty("items")),
        "tuple" => new TupleReference(TupleItems(type).ToEquatableArray()),
        string kind => throw new NotSupportedException(kind),
    };

    private static PrimitiveReference ConvertPrimitive(string name) => Primitives.TryGetValue(name, out PrimitiveKind kind)
        ? new PrimitiveReference(kind) { IsNullable = kind is PrimitiveKind.String or PrimitiveKind.Uri or PrimitiveKind.Version }
        : throw new NotSupportedException(name);

    private NamedReference Declare(JsonElement type, Func<JsonElement, TypeSchema> create, bool isValue)
    {
        string name = Name(type);
        if (_types.TryAdd(name, null))
        {
            _types[name] = create(type);
        }

        return new NamedReference(name, []) { IsNullable = !isValue };
    }

    private static TypeSchema CreateEnum(JsonElement type) => new()
    {
        Name = Name(type),
        Kind = TypeKind.Enum,
        Underlying = Primitives[type.GetProperty("underlying").GetString()!],
        IsOpen = true,
        Values = type.GetProperty("values").EnumerateObject()
            .Select(value => new EnumValue { Name = value.Name, Number = unchecked((long)Int128.Parse(value.Value.GetString()!)) }).ToEquatableArray(),
    };

    private TypeSchema CreateStruct(JsonElement type)
    {
        List<MemberSchema> members = MembersOf(type);
        TypeSchema created = new() { Name = Name(type), Kind = TypeKind.Struct, Members = members.ToEquatableArray(), Size = type.GetProperty("size").GetInt32() };
        if (type.GetProperty("layout").GetString() != "sequential" || Name(type) is "Packed1" or "Sized")
        {
            throw new NotSupportedException("explicit or packed struct");
        }

        return created;
    }

    private TypeSchema CreateObject(JsonElement type)
    {
        if (type.GetProperty("versionTolerant").GetBoolean())
        {
            throw new NotSupportedException("version-tolerant object");
        }

        return new TypeSchema
        {
            Name = Name(type),
            Kind = type.GetProperty("clr").GetString() == "struct" ? TypeKind.Struct : TypeKind.Class,
            Members = MembersOf(type).ToEquatableArray(),
        };
    }

    private TypeSchema CreateUnion(JsonElement type)
    {
        List<string> cases = [];
        foreach (JsonElement item in type.GetProperty("cases").EnumerateArray())
        {
            if (item.GetProperty("tag").GetInt32() != cases.Count)
            {
                throw new NotSupportedException("sparse union tags");
            }

            Convert(item.GetProperty("type"));
            cases.Add(Name(item.GetProperty("type")));
        }

        return new TypeSchema { Name = Name(type), Kind = TypeKind.UnionClass, Cases = cases.ToEquatableArray() };
    }

    private List<MemberSchema> MembersOf(JsonElement type) => [.. type.GetProperty("members").EnumerateArray().Select(member => new MemberSchema
    {
        Name = member.GetProperty("name").GetString()!,
        Type = Convert(member.GetProperty("type")),
        Form = MemberForm.Set,
    })];

    private CollectionReference Collection(JsonElement type)
    {
        CollectionKind kind = Enum.Parse<CollectionKind>(type.GetProperty("clr").GetString()!);
        bool isValue = kind is CollectionKind.Memory or CollectionKind.ReadOnlyMemory or CollectionKind.ReadOnlySequence
            or CollectionKind.ArraySegment or CollectionKind.ImmutableArray;
        return new CollectionReference(kind, Convert(type.GetProperty("of"))) { IsNullable = !isValue };
    }

    private MapReference Map(JsonElement type)
    {
        PairReference pair = (PairReference)Convert(type.GetProperty("pair"));
        return new MapReference(Enum.Parse<MapKind>(type.GetProperty("clr").GetString()!), pair.Key with { IsNullable = false }, pair.Value) { IsNullable = true };
    }

    private PairReference Pair(JsonElement types)
    {
        TypeReference[] both = [.. types.EnumerateArray().Select(Convert)];
        return new PairReference(both[0], both[1]);
    }

    private static JsonElement Members(JsonElement type) =>
        JsonSerializer.SerializeToElement(type.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("type")).ToArray());

    private IEnumerable<TupleElement> TupleMembers(JsonElement type) =>
        type.GetProperty("members").EnumerateArray().SelectMany(member => member.GetProperty("name").GetString() == "Rest"
            ? TupleMembers(member.GetProperty("type"))
            : [new TupleElement(null, Convert(member.GetProperty("type")))]);

    private IEnumerable<TupleElement> TupleItems(JsonElement type) =>
        type.GetProperty("items").EnumerateArray().SelectMany((item, index) => index == 7
            ? TupleItems(item)
            : [new TupleElement(null, Convert(item))]);

    private static string Kind(JsonElement type) => type.GetProperty("kind").GetString()!;

    private static string Name(JsonElement type) => type.GetProperty("name").GetString()!;
}
