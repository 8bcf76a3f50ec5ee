using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Documents;

/// <summary>Models that are mostly nearly right: names that clash or are no names, references that lead nowhere, contradictions.</summary>
internal static class RandomSchemas
{
    private static readonly string[] TypeNames = ["Shop.A", "Shop.B", "Shop.C", "Shop.G`1", "Shop.H`2", "Shop.U", "Shop.E", "Shop.A.Inner", "Guid"];
    private static readonly string[] MemberNames = ["A", "B", "Name", "class", "Größe", "_"];
    private static readonly string[] BadNames = ["", "1", "a b", "a;b", "\u202e", "a\"", "x`1", "\n"];

    public static Gen<CellSchema> Any { get; } =
        from isRepaired in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from types in Types(isRepaired)
        from calls in Calls
        select new CellSchema { Contract = "Shop.Cell", Name = "cell", Version = "1.0.0", Types = types.ToEquatableArray(), Calls = calls.ToEquatableArray() };

    private static Gen<TypeReference> Reference(int depth)
    {
        Gen<TypeReference> leaf = Gen.OneOf(
            Gen.Elements(Enum.GetValues<PrimitiveKind>()).Select(kind => (TypeReference)new PrimitiveReference(kind)),
            Gen.Elements(TypeNames.Where(name => !name.Contains('`', StringComparison.Ordinal)).ToArray()).Select(name => (TypeReference)new NamedReference(name, [])),
            Gen.Elements("T", "U").Select(name => (TypeReference)new TypeParameterReference(name)));
        Gen<TypeReference> any = depth == 0 ? leaf : Gen.OneOf(leaf, leaf, Composite(depth - 1));
        return from reference in any from isNullable in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true))) select reference with { IsNullable = isNullable };
    }

    private static Gen<TypeReference> Composite(int depth) => Gen.OneOf(
        from kind in Gen.Elements(Enum.GetValues<CollectionKind>()) from element in Reference(depth) select (TypeReference)new CollectionReference(kind, element),
        from kind in Gen.Elements(Enum.GetValues<MapKind>()) from key in Reference(0) from value in Reference(depth) select (TypeReference)new MapReference(kind, key, value),
        from key in Reference(depth) from value in Reference(depth) select (TypeReference)new PairReference(key, value),
        from first in Reference(depth) from second in Reference(depth) select (TypeReference)new TupleReference([new TupleElement("First", first), new TupleElement(null, second)]),
        from argument in Reference(depth) select (TypeReference)new NamedReference("Shop.G`1", [argument]),
        from first in Reference(depth) from second in Reference(0) select (TypeReference)new NamedReference("Shop.H`2", [first, second]));

    private static Gen<string> Name(string[] names) => Gen.Frequency((60, Gen.Elements(names)), (1, Gen.Elements(BadNames)));

    private static Gen<MemberSchema> Member =>
        from name in Name(MemberNames)
        from type in Reference(2)
        from form in Gen.Elements(Enum.GetValues<MemberForm>())
        from isRequired in Gen.Elements(true, false)
        from hasDefault in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from kind in Gen.Elements(Enum.GetValues<DefaultKind>())
        from text in Gen.Elements("0", "true", "a", "A", "1.5")
        select new MemberSchema
        {
            Name = name,
            Type = type,
            Form = form,
            HasRequiredKeyword = isRequired,
            Default = hasDefault ? new DefaultValue(kind, kind is DefaultKind.Null or DefaultKind.Zero or DefaultKind.Empty ? "" : text) : null,
        };

    private static Gen<TypeSchema> Type(string name) =>
        from kind in Gen.Frequency((6, Gen.Elements(TypeKind.Class, TypeKind.Record)), (3, Gen.Elements(TypeKind.Struct, TypeKind.RecordStruct)), (1, Gen.Elements(Enum.GetValues<TypeKind>())))
        from count in Gen.Choose(0, 3)
        from members in Member.ArrayOf(count)
        from generic in Member.Select(member => member with { Name = "Value", Type = new TypeParameterReference("T") })
        select Complete(new TypeSchema { Name = name, Kind = kind }, members, generic);

    private static TypeSchema Complete(TypeSchema type, MemberSchema[] members, MemberSchema generic)
    {
        string[] parameters = type.Name.EndsWith("`2", StringComparison.Ordinal) ? ["T", "U"] : type.Name.EndsWith("`1", StringComparison.Ordinal) ? ["T"] : [];
        type = type with { TypeParameters = parameters.ToEquatableArray() };
        return type.Kind switch
        {
            TypeKind.Enum => type with { Underlying = PrimitiveKind.Int32, Values = [new EnumValue { Name = "A", Number = 1 }] },
            TypeKind.UnionClass or TypeKind.UnionRecord => type with { Cases = ["Shop.A"] },
            _ => type with { Members = parameters.Length == 0 ? members.ToEquatableArray() : [.. members, generic] },
        };
    }

    // The sizes and offsets are computed, or most structs would be wrong in nothing else.
    private static Gen<TypeSchema[]> Types(bool isRepaired) => Gen.CollectToArray(TypeNames.Select(Type)).Select(types =>
    {
        TypeSchema[] sorted = [.. types.Select(type => isRepaired ? Repair(type) : type).OrderBy(type => type.Name, StringComparer.Ordinal)];
        TypeLayouts layouts = new(new CellSchema { Contract = "X", Name = "x", Version = "1", Types = sorted.ToEquatableArray() });
        return sorted.Select(type => layouts.ImageOf(type) is LayoutResult image && type.TypeParameters.IsEmpty
            ? type with
            {
                Size = image.Size,
                Alignment = image.Alignment,
                Members = type.Members.Select((member, index) => member with { Offset = image.Offsets[index] }).ToEquatableArray(),
            }
            : type).ToArray();
    });

    // Takes away what is wrong in nearly every model, so that the rarer contradictions are reached, and whole models too.
    private static TypeSchema Repair(TypeSchema type) => type with
    {
        Kind = type.Kind is TypeKind.Error or TypeKind.UnionClass or TypeKind.UnionRecord || (type.Kind == TypeKind.Enum && !type.TypeParameters.IsEmpty) ? TypeKind.Class : type.Kind,
        Cases = [],
        Underlying = type.TypeParameters.IsEmpty ? type.Underlying : null,
        Values = type.TypeParameters.IsEmpty ? type.Values : [],
        Members = type.Members
            .Where(member => CSharpIdentifier.IsLegal(member.Name) && member.Name != TypeName.Simple(type.Name))
            .GroupBy(member => member.Name)
            .Select(group => group.First() with { Default = null, Type = Repair(group.First().Type, type.TypeParameters) })
            .ToEquatableArray(),
    };

    private static TypeReference Repair(TypeReference reference, EquatableArray<string> parameters) => reference switch
    {
        TypeParameterReference parameter when !parameters.Contains(parameter.Name) => SampleSchemas.Int32,
        CollectionReference collection => collection with { Element = Repair(collection.Element, parameters) },
        MapReference map => map with { Key = Repair(map.Key, parameters) with { IsNullable = false }, Value = Repair(map.Value, parameters) },
        PairReference pair => pair with { Key = Repair(pair.Key, parameters), Value = Repair(pair.Value, parameters) },
        TupleReference tuple => tuple with { Elements = tuple.Elements.Select(element => element with { Type = Repair(element.Type, parameters) }).ToEquatableArray() },
        NamedReference named => named with { Arguments = named.Arguments.Select(argument => Repair(argument, parameters)).ToEquatableArray() },
        _ => reference,
    };

    private static Gen<CallSchema[]> Calls =>
        from kind in Gen.Frequency((8, Gen.Constant(CallKind.Unary)), (1, Gen.Elements(Enum.GetValues<CallKind>())))
        from parameter in Reference(2)
        from result in Reference(2)
        from name in Name(["Get", "Put"])
        select new[]
        {
            new CallSchema { Name = name, Kind = kind, Parameters = [new ParameterSchema { Name = "value", Type = Repair(parameter, []) }], Result = Repair(result, []) },
        };
}
