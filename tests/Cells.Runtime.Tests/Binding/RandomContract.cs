using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Schema;

namespace Cells.Binding;

/// <summary>Random types and JSON values of them, the same for the same seed.</summary>
internal sealed class RandomContract(int seed)
{
    // Kinds that keep the order of their elements, so that bytes can be compared.
    private static readonly CollectionKind[] Lists =
        [.. Enum.GetValues<CollectionKind>().Where(kind => kind < CollectionKind.HashSet && kind != CollectionKind.ConcurrentBag)];

    private static readonly MapKind[] Maps = [MapKind.Dictionary, MapKind.IDictionary, MapKind.IReadOnlyDictionary, MapKind.ReadOnlyDictionary];

    private readonly Random _random = new(seed);
    private readonly List<TypeSchema> _types = [];

    public CellSchema Schema => new()
    {
        Contract = "Tests.Random",
        Name = "random",
        Version = "1.0.0",
        Types = _types.OrderBy(type => type.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    public TypeReference NextType(int depth)
    {
        TypeReference type = _random.Next(depth > 0 ? 12 : 6) switch
        {
            < 5 => new PrimitiveReference((PrimitiveKind)_random.Next((int)PrimitiveKind.Version + 1)),
            5 => Declare(TypeKind.Enum, 0),
            6 => new CollectionReference(Lists[_random.Next(Lists.Length)], NextType(depth - 1)),
            7 => new MapReference(
                Maps[_random.Next(Maps.Length)],
                new PrimitiveReference(_random.Next(2) == 0 ? PrimitiveKind.String : PrimitiveKind.Int16), NextType(depth - 1)),
            8 => new TupleReference(Enumerable.Range(0, _random.Next(1, 10)).Select(_ => new TupleElement(null, NextType(depth - 1))).ToEquatableArray()),
            9 => new PairReference(NextType(depth - 1), NextType(depth - 1)),
            10 => Declare(TypeKind.Struct, depth),
            _ => Declare(_random.Next(3) == 0 ? TypeKind.UnionClass : TypeKind.Class, depth),
        };
        return _random.Next(4) == 0 ? type with { IsNullable = true } : type;
    }

    public JsonNode? NextValue(TypeReference type)
    {
        if (type.IsNullable && _random.Next(3) == 0)
        {
            return null;
        }

        return type switch
        {
            PrimitiveReference primitive => NextPrimitive(primitive.Kind),
            CollectionReference { Element: PrimitiveReference { Kind: PrimitiveKind.Byte, IsNullable: false } } => Convert.ToBase64String(NextBytes()),
            CollectionReference collection => new JsonArray([.. Several(() => NextValue(collection.Element))]),
            MapReference { Key: PrimitiveReference { Kind: PrimitiveKind.String } } map => new JsonObject(
                Enumerable.Range(0, _random.Next(4)).Select(index => KeyValuePair.Create($"k {index}é", NextValue(map.Value)))),
            MapReference map => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(index => new JsonArray(index - 2, NextValue(map.Value)))]),
            TupleReference tuple => new JsonArray([.. tuple.Elements.Select(element => NextValue(element.Type))]),
            PairReference pair => new JsonArray(NextValue(pair.Key), NextValue(pair.Value)),
            NamedReference named => NextNamed(_types.Single(candidate => candidate.Name == named.Name)),
            _ => throw new InvalidOperationException(),
        };
    }

    private NamedReference Declare(TypeKind kind, int depth)
    {
        MemberSchema[] members = kind is TypeKind.Class or TypeKind.Struct
            ? [.. Enumerable.Range(0, _random.Next(1, 5)).Select(index => new MemberSchema
            {
                Name = $"M{index}", Type = NextType(depth - 1), Form = MemberForm.Positional,
            })]
            : [];
        EquatableArray<string> cases = kind == TypeKind.UnionClass
            ? Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Declare(TypeKind.Class, depth - 1).Name).ToEquatableArray()
            : [];
        string name = $"Tests.T{_types.Count}";
        _types.Add(new TypeSchema
        {
            Name = name,
            Kind = kind,
            Members = members.ToEquatableArray(),
            Cases = cases,
            Underlying = kind == TypeKind.Enum ? (PrimitiveKind)_random.Next((int)PrimitiveKind.SByte, (int)PrimitiveKind.UInt64 + 1) : null,
            IsOpen = true,
            Values = kind == TypeKind.Enum ? [new EnumValue { Name = "None", Number = 0 }, new EnumValue { Name = "One", Number = 1 }] : [],
        });
        return new NamedReference(name, []);
    }

    private JsonNode NextNamed(TypeSchema type)
    {
        if (type.Kind == TypeKind.Enum)
        {
            return _random.Next(3) switch { 0 => "None", 1 => "One", _ => 77 };
        }

        if (type.Kind == TypeKind.UnionClass)
        {
            string name = type.Cases[_random.Next(type.Cases.Count)];
            JsonObject body = (JsonObject)NextNamed(_types.Single(candidate => candidate.Name == name));
            body.Insert(_random.Next(2) == 0 ? 0 : body.Count, "$case", name[(name.LastIndexOf('.') + 1)..]);
            return body;
        }

        return new JsonObject(type.Members.Select(member => KeyValuePair.Create(member.Name, NextValue(member.Type))));
    }

    private JsonNode? NextPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => _random.Next(2) == 0,
        PrimitiveKind.SByte => _random.Next(sbyte.MinValue, sbyte.MaxValue + 1),
        PrimitiveKind.Byte => _random.Next(256),
        PrimitiveKind.Int16 => _random.Next(short.MinValue, short.MaxValue + 1),
        PrimitiveKind.UInt16 => _random.Next(ushort.MaxValue + 1),
        PrimitiveKind.Int32 => _random.Next(int.MinValue, int.MaxValue),
        PrimitiveKind.UInt32 => (uint)_random.NextInt64(uint.MaxValue),
        PrimitiveKind.Int64 => _random.NextInt64(long.MinValue, long.MaxValue),
        PrimitiveKind.UInt64 => unchecked((ulong)_random.NextInt64(long.MinValue, long.MaxValue)).ToString(CultureInfo.InvariantCulture),
        PrimitiveKind.Int128 => "-170141183460469231731687303715884105728",
        PrimitiveKind.UInt128 => "340282366920938463463374607431768211455",
        PrimitiveKind.Half => _random.Next(4) == 0 ? "Infinity" : JsonNode.Parse("-1.5"),
        PrimitiveKind.Single => _random.NextSingle(),
        PrimitiveKind.Double => _random.Next(4) == 0 ? "-Infinity" : _random.NextDouble() * 1e200,
        PrimitiveKind.Decimal => JsonNode.Parse("-12345678901234567890.1234500"),
        PrimitiveKind.Char => "é",
        PrimitiveKind.Rune => "😀",
        PrimitiveKind.Guid => new Guid(NextBytes(16)).ToString(),
        PrimitiveKind.DateTime => _random.Next(2) == 0 ? "2024-02-29T01:02:03.0000001Z" : "0001-01-01T00:00:00",
        PrimitiveKind.DateTimeOffset => "2024-02-29T01:02:03.5-05:30",
        PrimitiveKind.TimeSpan => "-10675199.02:48:05.4775808",
        PrimitiveKind.DateOnly => "9999-12-31",
        PrimitiveKind.TimeOnly => "23:59:59.9999999",
        PrimitiveKind.Uri => "http://a.b/c d?x=1",
        PrimitiveKind.Version => _random.Next(2) == 0 ? "1.2" : "1.2.3.4",
        _ => string.Concat(Enumerable.Repeat("aé\"😀\n", _random.Next(80))),
    };

    private IEnumerable<JsonNode?> Several(Func<JsonNode?> next) => Enumerable.Range(0, _random.Next(4)).Select(_ => next());

    private byte[] NextBytes(int? count = null)
    {
        byte[] bytes = new byte[count ?? _random.Next(9)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
