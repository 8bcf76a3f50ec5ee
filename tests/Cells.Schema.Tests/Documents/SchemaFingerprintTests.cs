namespace Cells.Schema.Tests.Documents;

public class SchemaFingerprintTests
{
    public static TheoryData<string> WhatCounts => [.. Counting.Keys];

    public static TheoryData<string> WhatDoesNot => [.. NotCounting.Keys];

    private static readonly Dictionary<string, Func<CellSchema, CellSchema>> Counting = new()
    {
        ["contract"] = schema => schema with { Contract = "Shop.Other" },
        ["contract old name"] = schema => schema with { OldNames = ["Shop.Other"] },
        ["call name"] = _ => SampleSchemas.WithCall(call => call with { Name = "Fetch" }),
        ["call old name"] = _ => SampleSchemas.WithCall(call => call with { OldNames = ["Fetch"] }),
        ["call kind"] = _ => SampleSchemas.WithCall(call => call with { Kind = CallKind.ServerStream }),
        ["call added"] = schema => schema with { Calls = [.. schema.Calls, new CallSchema { Name = "Ping", Kind = CallKind.Unary }] },
        ["call result"] = _ => SampleSchemas.WithCall(call => call with { Result = null }),
        ["call error"] = _ => SampleSchemas.WithCall(call => call with { Errors = ["Shop.NotFound"] }),
        ["parameter name"] = _ => Parameter(parameter => parameter with { Name = "id" }),
        ["parameter type"] = _ => Parameter(parameter => parameter with { Type = SampleSchemas.Int32 }),
        ["parameter nullability"] = _ => Parameter(parameter => parameter with { Type = SampleSchemas.String with { IsNullable = true } }),
        ["parameter default"] = _ => Parameter(parameter => parameter with { Default = new DefaultValue(DefaultKind.Text, "") }),
        ["parameter stream"] = _ => Parameter(parameter => parameter with { IsStream = true }),
        ["parameter old name"] = _ => Parameter(parameter => parameter with { OldNames = ["id"] }),
        ["type name"] = _ => SampleSchemas.WithProduct(type => type with { Name = "Shop.Item" }),
        ["type kind"] = _ => SampleSchemas.WithProduct(type => type with { Kind = TypeKind.Class }),
        ["type old name"] = _ => SampleSchemas.WithProduct(type => type with { OldNames = ["Item"] }),
        ["type parameter"] = _ => SampleSchemas.WithProduct(type => type with { TypeParameters = ["T"] }),
        ["type added"] = _ => SampleSchemas.WithType(new TypeSchema { Name = "Shop.Item", Kind = TypeKind.Class }),
        ["layout size"] = _ => SampleSchemas.WithProduct(type => type with { Size = 8 }),
        ["layout alignment"] = _ => SampleSchemas.WithProduct(type => type with { Alignment = 8 }),
        ["layout offset"] = _ => SampleSchemas.WithMember(member => member with { Offset = 8 }),
        ["member name"] = _ => SampleSchemas.WithMember(member => member with { Name = "Count" }),
        ["member type"] = _ => SampleSchemas.WithMemberType(new PrimitiveReference(PrimitiveKind.Int64)),
        ["member nullability"] = _ => SampleSchemas.WithMemberType(SampleSchemas.Int32 with { IsNullable = true }),
        ["member order"] = _ => SampleSchemas.WithProduct(type => type with { Members = [type.Members[1], type.Members[0]] }),
        ["member removed"] = _ => SampleSchemas.WithProduct(type => type with { Members = [type.Members[0]] }),
        ["member into constructor"] = _ => SampleSchemas.WithMember(member => member with { Form = MemberForm.Positional }),
        ["member required"] = _ => SampleSchemas.WithMember(member => member with { HasRequiredKeyword = true }),
        ["member default"] = _ => SampleSchemas.WithMember(member => member with { Default = new DefaultValue(DefaultKind.Number, "1") }),
        ["member opaque initializer"] = _ => SampleSchemas.WithMember(member => member with { HasOpaqueInitializer = true }),
        ["member old name"] = _ => SampleSchemas.WithMember(member => member with { OldNames = ["Count"] }),
        ["enum underlying"] = _ => Enum(type => type with { Underlying = PrimitiveKind.Int16 }),
        ["enum value name"] = _ => Enum(type => type with { Values = [new EnumValue { Name = "Green", Number = 1 }] }),
        ["enum value number"] = _ => Enum(type => type with { Values = [new EnumValue { Name = "Red", Number = 2 }] }),
        ["enum value old name"] = _ => Enum(type => type with { Values = [new EnumValue { Name = "Red", Number = 1, OldNames = ["Rot"] }] }),
        ["enum opened"] = _ => Enum(type => type with { IsOpen = true }),
        ["enum flags"] = _ => Enum(type => type with { IsFlags = true }),
        ["union cases"] = _ => Union(["A", "B", "C"]),
        ["union tags"] = _ => Union(["B", "A"]),
        ["case of"] = _ => SampleSchemas.WithProduct(type => type with { CaseOf = "Shop.Shape" }),
    };

    private static readonly Dictionary<string, Func<CellSchema, CellSchema>> NotCounting = new()
    {
        ["cell name"] = schema => schema with { Name = "other" },
        ["unreached type"] = schema => schema with { UnreachedTypes = [new UnreachedType("Shop.Draft", new string('0', UnreachedType.DigestLength))] },
        ["version"] = schema => schema with { Version = "9.9.9" },
        ["documentation"] = schema => schema with { Documentation = "<summary/>" },
        ["call documentation"] = _ => SampleSchemas.WithCall(call => call with { Documentation = "<summary/>" }),
        ["call idempotent"] = _ => SampleSchemas.WithCall(call => call with { IsIdempotent = true }),
        ["call exactly once"] = _ => SampleSchemas.WithCall(call => call with { IsExactlyOnce = true }),
        ["call deadline"] = _ => SampleSchemas.WithCall(call => call with { DeadlineMs = 5 }),
        ["call scope"] = _ => SampleSchemas.WithCall(call => call with { Scope = "read" }),
        ["call obsolete"] = _ => SampleSchemas.WithCall(call => call with { Obsolete = new Deprecation("x") }),
        ["call experimental"] = _ => SampleSchemas.WithCall(call => call with { Experimental = "X1" }),
        ["parameter constraint"] = _ => Parameter(parameter => parameter with { Constraints = [new Constraint(ConstraintKind.Length, "1", null, null)] }),
        ["type documentation"] = _ => SampleSchemas.WithProduct(type => type with { Documentation = "<summary/>" }),
        ["type owner"] = _ => SampleSchemas.WithProduct(type => type with { Owner = "Tax.Office" }),
        ["type obsolete"] = _ => SampleSchemas.WithProduct(type => type with { Obsolete = new Deprecation(null) }),
        ["type unsealed"] = _ => SampleSchemas.WithProduct(type => type with { IsSealed = false }),
        ["type read-only"] = _ => SampleSchemas.WithProduct(type => type with { IsReadOnly = true }),
        ["type status"] = _ => SampleSchemas.WithProduct(type => type with { Status = "NotFound" }),
        ["member documentation"] = _ => SampleSchemas.WithMember(member => member with { Documentation = "<summary/>" }),
        ["member obsolete"] = _ => SampleSchemas.WithMember(member => member with { Obsolete = new Deprecation(null) }),
        ["member constraint"] = _ => SampleSchemas.WithMember(member => member with { Constraints = [new Constraint(ConstraintKind.Range, "1", null, null)] }),
        ["member set instead of init"] = _ => SampleSchemas.WithMember(member => member with { Form = MemberForm.Set }),
        ["member field instead of init"] = _ => SampleSchemas.WithMember(member => member with { Form = MemberForm.Field }),
    };

    [Theory]
    [MemberData(nameof(WhatCounts))]
    public void Compute_change_that_a_plan_depends_on_gives_another(string change)
    {
        CellSchema before = change.StartsWith("enum", StringComparison.Ordinal) ? Enum(type => type) : change.StartsWith("union", StringComparison.Ordinal) ? Union(["A", "B"]) : SampleSchemas.Small;

        Assert.NotEqual(SchemaFingerprint.Compute(before), SchemaFingerprint.Compute(Counting[change](before)));
    }

    [Theory]
    [MemberData(nameof(WhatDoesNot))]
    public void Compute_change_that_no_plan_sees_gives_the_same(string change)
    {
        CellSchema after = NotCounting[change](SampleSchemas.Small);

        Assert.NotEqual(SampleSchemas.Small, after);
        Assert.Equal(SchemaFingerprint.Compute(SampleSchemas.Small), SchemaFingerprint.Compute(after));
    }

    [Fact]
    public void Compute_enum_value_documentation_and_deprecation_do_not_count()
    {
        CellSchema after = Enum(type => type with { Values = [new EnumValue { Name = "Red", Number = 1, Documentation = "<summary/>", Obsolete = new Deprecation(null) }] });

        Assert.Equal(SchemaFingerprint.Compute(Enum(type => type)), SchemaFingerprint.Compute(after));
    }

    [Fact]
    public void Compute_order_of_old_names_does_not_count() => Assert.Equal(
        SchemaFingerprint.Compute(SampleSchemas.WithMember(member => member with { OldNames = ["A", "B"] })),
        SchemaFingerprint.Compute(SampleSchemas.WithMember(member => member with { OldNames = ["B", "A"] })));

    [Fact]
    public void Compute_is_the_same_in_every_version_of_this_library()
        => Assert.Equal("e8693c028d4cf2f9b3a9a1a002c6c996de08a8737425aeb71b59d97300ad2635", SchemaFingerprint.Compute(SampleSchemas.Small));

    private static CellSchema Parameter(Func<ParameterSchema, ParameterSchema> change)
        => SampleSchemas.WithCall(call => call with { Parameters = [change(call.Parameters[0])] });

    private static CellSchema Enum(Func<TypeSchema, TypeSchema> change) => SampleSchemas.WithType(
        change(new TypeSchema { Name = "Shop.Color", Kind = TypeKind.Enum, Underlying = PrimitiveKind.Int32, Values = [new EnumValue { Name = "Red", Number = 1 }] }));

    private static CellSchema Union(EquatableArray<string> cases)
        => SampleSchemas.WithType(new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionRecord, Cases = cases });
}
