namespace Cells.Schema.Tests.Documents;

/// <summary>Schemas that the tests start from.</summary>
internal static class SampleSchemas
{
    public static TypeReference Int32 { get; } = new PrimitiveReference(PrimitiveKind.Int32);

    public static TypeReference String { get; } = new PrimitiveReference(PrimitiveKind.String);

    /// <summary>One call, one record with two members: enough to change one thing at a time.</summary>
    public static CellSchema Small { get; } = new()
    {
        Contract = "Shop.Catalog",
        Name = "catalog",
        Version = "1.2.0",
        Calls =
        [
            new CallSchema
            {
                Name = "Get",
                Kind = CallKind.Unary,
                Parameters = [new ParameterSchema { Name = "sku", Type = String }],
                Result = new NamedReference("Shop.Product", []),
            },
        ],
        Types =
        [
            new TypeSchema
            {
                Name = "Shop.Product",
                Kind = TypeKind.Record,
                Members =
                [
                    new MemberSchema { Name = "Sku", Type = String, Form = MemberForm.Positional },
                    new MemberSchema { Name = "Stock", Type = Int32, Form = MemberForm.Init },
                ],
            },
        ],
    };

    /// <summary>Everything that a schema can say, once.</summary>
    public static CellSchema Full { get; } = new()
    {
        Contract = "Shop.Catalog",
        Name = "catalog",
        Version = "1.2.0-rc.1+build",
        OldNames = ["Catalogue", "Store.Catalog"],
        UnreachedTypes = [new UnreachedType("Shop.Draft", "0123456789abcdef")],
        Documentation = "<summary>Products &amp; prices.</summary>\n<remarks>\"Quoted\".</remarks>",
        Calls =
        [
            new CallSchema
            {
                Name = "Changed",
                Kind = CallKind.Event,
                Parameters = [new ParameterSchema { Name = "shape", Type = new NamedReference("Shop.Shape", []) }],
            },
            new CallSchema
            {
                Name = "Find",
                Kind = CallKind.Unary,
                Documentation = "<summary>Finds.</summary>",
                Parameters =
                [
                    new ParameterSchema
                    {
                        Name = "query",
                        Type = new PrimitiveReference(PrimitiveKind.String) { IsNullable = true },
                        Default = new DefaultValue(DefaultKind.Null, ""),
                        OldNames = ["text"],
                        Constraints = [new Constraint(ConstraintKind.Length, "1", "80", null), new Constraint(ConstraintKind.Pattern, null, null, "^[a-z]+$")],
                    },
                    new ParameterSchema { Name = "color", Type = new NamedReference("Shop.Color", []), Default = new DefaultValue(DefaultKind.EnumName, "Red") },
                    new ParameterSchema { Name = "limit", Type = Int32, Default = new DefaultValue(DefaultKind.Number, "50"), Constraints = [new Constraint(ConstraintKind.Range, "1", "100", null)] },
                    new ParameterSchema { Name = "tags", Type = new CollectionReference(CollectionKind.List, String), Default = new DefaultValue(DefaultKind.Empty, "") },
                ],
                Result = new NamedReference("Shop.Page`1", [new NamedReference("Shop.Product", [])]),
                Errors = ["Shop.Busy", "Shop.NotFound"],
                OldNames = ["Search"],
                IsIdempotent = true,
                IsExactlyOnce = true,
                DeadlineMs = 500,
                Scope = "catalog.read",
                Obsolete = new Deprecation("Use Query."),
                Experimental = "SHOP001",
            },
            new CallSchema
            {
                Name = "Sum",
                Kind = CallKind.ClientStream,
                Parameters = [new ParameterSchema { Name = "values", Type = Int32, IsStream = true }],
                Result = new PrimitiveReference(PrimitiveKind.Int64),
            },
            new CallSchema { Name = "Watch", Kind = CallKind.ServerStream, Result = new NamedReference("Shop.Shape", []) { IsNullable = true } },
        ],
        Types =
        [
            new TypeSchema { Name = "Guid", Kind = TypeKind.Class, IsSealed = false },
            new TypeSchema { Name = "Shop.Busy", Kind = TypeKind.Error, Status = "Unavailable" },
            new TypeSchema
            {
                Name = "Shop.Circle",
                Kind = TypeKind.Record,
                CaseOf = "Shop.Shape",
                Members = [new MemberSchema { Name = "Radius", Type = new PrimitiveReference(PrimitiveKind.Double), Form = MemberForm.Positional }],
            },
            new TypeSchema
            {
                Name = "Shop.Color",
                Kind = TypeKind.Enum,
                Underlying = PrimitiveKind.Byte,
                Documentation = "<summary>A color.</summary>",
                Values =
                [
                    new EnumValue { Name = "Red", Number = 0, OldNames = ["Rot"], Documentation = "<summary>Red.</summary>" },
                    new EnumValue { Name = "Blue", Number = 255, Obsolete = new Deprecation(null) },
                ],
            },
            new TypeSchema { Name = "Shop.Empty", Kind = TypeKind.Class, CaseOf = null, Owner = "Tax.Office" },
            new TypeSchema
            {
                Name = "Shop.Level",
                Kind = TypeKind.Enum,
                Underlying = PrimitiveKind.UInt64,
                IsOpen = true,
                Values = [new EnumValue { Name = "Low", Number = 1 }, new EnumValue { Name = "High", Number = -1 }],
            },
            new TypeSchema
            {
                Name = "Shop.NotFound",
                Kind = TypeKind.Error,
                Status = "NotFound",
                Members = [new MemberSchema { Name = "Sku", Type = String, Form = MemberForm.Init, HasRequiredKeyword = true }],
            },
            new TypeSchema
            {
                Name = "Shop.Page`1",
                Kind = TypeKind.Record,
                TypeParameters = ["T"],
                Members =
                [
                    new MemberSchema { Name = "Items", Type = new CollectionReference(CollectionKind.IReadOnlyList, new TypeParameterReference("T")), Form = MemberForm.Positional },
                    new MemberSchema { Name = "Next", Type = new NamedReference("Shop.Page`1", [new TypeParameterReference("T")]) { IsNullable = true }, Form = MemberForm.Positional },
                    new MemberSchema { Name = "First", Type = new TypeParameterReference("T") { IsNullable = true }, Form = MemberForm.Set },
                ],
            },
            new TypeSchema
            {
                Name = "Shop.Point",
                Kind = TypeKind.RecordStruct,
                IsReadOnly = true,
                Size = 16,
                Alignment = 8,
                Members =
                [
                    new MemberSchema { Name = "X", Type = new PrimitiveReference(PrimitiveKind.Byte), Form = MemberForm.Positional, Offset = 0 },
                    new MemberSchema { Name = "Y", Type = new PrimitiveReference(PrimitiveKind.Int64), Form = MemberForm.Positional, Offset = 8 },
                ],
            },
            new TypeSchema
            {
                Name = "Shop.Product",
                Kind = TypeKind.Record,
                Owner = "Shop.Warehouse",
                OldNames = ["Article", "Shop.Old.Product"],
                Documentation = "<summary>A product.</summary>",
                Obsolete = new Deprecation("Use Item."),
                Members =
                [
                    new MemberSchema { Name = "Sku", Type = String, Form = MemberForm.Positional, Documentation = "<summary>The number.</summary>", OldNames = ["Number"] },
                    new MemberSchema { Name = "Price", Type = new PrimitiveReference(PrimitiveKind.Decimal), Form = MemberForm.Positional, Default = new DefaultValue(DefaultKind.Number, "1.50") },
                    new MemberSchema { Name = "Note", Type = new PrimitiveReference(PrimitiveKind.String) { IsNullable = true }, Form = MemberForm.Init, Obsolete = new Deprecation("Gone.") },
                    new MemberSchema { Name = "Title", Type = String, Form = MemberForm.Init, Default = new DefaultValue(DefaultKind.Text, "a \"b\" \u2028 \ud800") },
                    new MemberSchema { Name = "Id", Type = new PrimitiveReference(PrimitiveKind.Guid), Form = MemberForm.Set, HasOpaqueInitializer = true },
                    new MemberSchema { Name = "Rate", Type = new PrimitiveReference(PrimitiveKind.Double), Form = MemberForm.Field, Default = new DefaultValue(DefaultKind.Number, "NaN") },
                    new MemberSchema { Name = "At", Type = new NamedReference("Shop.Point", []), Form = MemberForm.Constructor, Default = new DefaultValue(DefaultKind.Zero, "") },
                    new MemberSchema { Name = "Sold", Type = new PrimitiveReference(PrimitiveKind.Boolean), Form = MemberForm.Set, Default = new DefaultValue(DefaultKind.Boolean, "true") },
                    new MemberSchema
                    {
                        Name = "Counts",
                        Type = new MapReference(MapKind.Dictionary, String, new PrimitiveReference(PrimitiveKind.Int32) { IsNullable = true }),
                        Form = MemberForm.Init,
                        HasRequiredKeyword = true,
                        Constraints = [new Constraint(ConstraintKind.Length, "1", null, null)],
                    },
                    new MemberSchema
                    {
                        Name = "Ranges",
                        Type = new MapReference(MapKind.SortedDictionary, Int32, new TupleReference([new TupleElement("From", Int32), new TupleElement(null, String)])),
                        Form = MemberForm.Init,
                        Default = new DefaultValue(DefaultKind.Empty, ""),
                    },
                    new MemberSchema { Name = "Pair", Type = new PairReference(Int32, String) { IsNullable = true }, Form = MemberForm.Init },
                    new MemberSchema { Name = "Image", Type = new CollectionReference(CollectionKind.ReadOnlyMemory, new PrimitiveReference(PrimitiveKind.Byte)), Form = MemberForm.Init },
                    new MemberSchema { Name = "Rights", Type = new NamedReference("Shop.Rights", []), Form = MemberForm.Init, Default = new DefaultValue(DefaultKind.EnumName, "Read, Write") },
                    new MemberSchema { Name = "Level", Type = new NamedReference("Shop.Level", []), Form = MemberForm.Init },
                    new MemberSchema { Name = "Other", Type = new NamedReference("Guid", []) { IsNullable = true }, Form = MemberForm.Init },
                    new MemberSchema { Name = "class", Type = new NamedReference("Shop.Empty", []) { IsNullable = true }, Form = MemberForm.Init },
                ],
            },
            new TypeSchema
            {
                Name = "Shop.Rights",
                Kind = TypeKind.Enum,
                Underlying = PrimitiveKind.Int32,
                IsOpen = true,
                IsFlags = true,
                Values = [new EnumValue { Name = "Read", Number = 1 }, new EnumValue { Name = "Write", Number = 2 }, new EnumValue { Name = "All", Number = -1 }],
            },
            new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionRecord, IsSealed = false, Cases = ["Shop.Square", "Shop.Circle"] },
            new TypeSchema
            {
                Name = "Shop.Square",
                Kind = TypeKind.Record,
                CaseOf = "Shop.Shape",
                Members = [new MemberSchema { Name = "Side", Type = new PrimitiveReference(PrimitiveKind.Single), Form = MemberForm.Positional }],
            },
        ],
    };

    public static CellSchema WithType(TypeSchema type) => Small with { Types = Small.Types.Append(type).OrderBy(item => item.Name, StringComparer.Ordinal).ToEquatableArray() };

    public static CellSchema WithCall(Func<CallSchema, CallSchema> change) => Small with { Calls = [change(Small.Calls[0])] };

    public static CellSchema WithProduct(Func<TypeSchema, TypeSchema> change) => Small with { Types = [change(Small.Types[0])] };

    public static CellSchema WithMember(Func<MemberSchema, MemberSchema> change)
        => WithProduct(type => type with { Members = [type.Members[0], change(type.Members[1])] });

    public static CellSchema WithMemberType(TypeReference reference) => WithMember(member => member with { Type = reference });
}
