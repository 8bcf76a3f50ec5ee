using Cells.Schema;

namespace Cells.Generators.Tests.Emit;

/// <summary>The types of <see cref="SampleContract"/>.</summary>
internal static class SampleTypes
{
    /// <summary>Ordered by name.</summary>
    public static EquatableArray<TypeSchema> All { get; } =
    [
        new TypeSchema
        {
            Name = "Shop.Address",
            Kind = TypeKind.Class,
            IsSealed = false,
            Members =
            [
                Member("Zip", "Int32", MemberForm.Constructor),
                Member("City", "String", MemberForm.Constructor) with { Documentation = "<summary>The city's name.</summary>" },
                Member("Street", "String", MemberForm.Init) with { HasRequiredKeyword = true, OldNames = ["Road"] },
                Member("Country", "String", MemberForm.Set) with { Default = new DefaultValue(DefaultKind.Text, "DE") },
                Member("Latitude", "Double", MemberForm.Field) with { Default = new DefaultValue(DefaultKind.Number, "0.5") },
                Member("Id", "Guid", MemberForm.Init) with { HasOpaqueInitializer = true },
                Member("Fax", "String?", MemberForm.Set) with { Obsolete = new Deprecation(null) },
            ],
        },
        new TypeSchema
        {
            Name = "Shop.Currency",
            Kind = TypeKind.Enum,
            Underlying = PrimitiveKind.Byte,
            Documentation = "<summary>What a price is in.</summary>",
            Values =
            [
                new EnumValue { Name = "Euro", Number = 0, Documentation = "<summary>The euro.</summary>" },
                new EnumValue { Name = "Dollar", Number = 5 },
                new EnumValue { Name = "Mark", Number = 6, Obsolete = new Deprecation("Gone.") },
            ],
        },
        new TypeSchema
        {
            Name = "Shop.Lookup`2",
            Kind = TypeKind.Record,
            TypeParameters = ["TKey", "TValue"],
            Members = [Member("Values", "Dictionary<!TKey, !TValue>", MemberForm.Positional)],
        },
        new TypeSchema
        {
            Name = "Shop.Marks",
            Kind = TypeKind.Enum,
            Underlying = PrimitiveKind.UInt64,
            IsFlags = true,
            IsOpen = true,
            Values =
            [
                new EnumValue { Name = "None", Number = 0 },
                new EnumValue { Name = "First", Number = 1 },
                new EnumValue { Name = "Last", Number = long.MinValue },
            ],
        },
        new TypeSchema
        {
            Name = "Shop.Page`1",
            Kind = TypeKind.Record,
            TypeParameters = ["T"],
            Members = [Member("Items", "IReadOnlyList<!T>", MemberForm.Positional), Member("Total", "Int32", MemberForm.Positional)],
            Documentation = "<summary>A page of a list of <typeparamref name=\"T\"/>.</summary><param name=\"Items\">The items on it.</param>",
        },
        new TypeSchema
        {
            Name = "Shop.Pair`1",
            Kind = TypeKind.Struct,
            TypeParameters = ["T"],
            Members = [Member("First", "!T", MemberForm.Field), Member("Second", "Int32", MemberForm.Field)],
        },
        new TypeSchema
        {
            Name = "Shop.Point",
            Kind = TypeKind.RecordStruct,
            IsReadOnly = true,
            Size = 8,
            Alignment = 4,
            Members =
            [
                Member("X", "Int32", MemberForm.Positional) with { Offset = 0 },
                Member("Y", "Int32", MemberForm.Positional) with { Offset = 4 },
            ],
        },
        new TypeSchema
        {
            Name = "Shop.Product",
            Kind = TypeKind.Record,
            Documentation = "<summary>A thing that the shop sells.</summary>\n<param name=\"Sku\">The stock-keeping unit.</param>",
            Members =
            [
                Member("Sku", "String", MemberForm.Positional),
                Member("Name", "String", MemberForm.Positional) with { Documentation = "<summary>What people call it.</summary>", OldNames = ["Title"] },
                Member("Price", "Decimal", MemberForm.Positional),
                Member("Currency", "Shop.Currency", MemberForm.Positional) with { Default = new DefaultValue(DefaultKind.EnumName, "Euro") },
                Member("Note", "String?", MemberForm.Positional) with { Default = new DefaultValue(DefaultKind.Null, "") },
                Member("Tags", "List<Shop.Tag>", MemberForm.Init) with { Default = new DefaultValue(DefaultKind.Empty, "") },
                Member("Stock", "Dictionary<String, Int32?>?", MemberForm.Set),
            ],
        },
        new TypeSchema
        {
            Name = "Shop.ProductNotFound",
            Kind = TypeKind.Error,
            Status = "NotFound",
            Members = [Member("Sku", "String", MemberForm.Constructor)],
        },
        new TypeSchema
        {
            Name = "Shop.Shape",
            Kind = TypeKind.UnionRecord,
            IsSealed = false,
            Cases = ["Shop.Shape.Circle", "Shop.Shape.Nothing", "Shop.Shape.Group"],
        },
        new TypeSchema
        {
            Name = "Shop.Shape.Circle",
            Kind = TypeKind.Record,
            CaseOf = "Shop.Shape",
            Members = [Member("Radius", "Double", MemberForm.Positional)],
        },
        new TypeSchema
        {
            Name = "Shop.Shape.Group",
            Kind = TypeKind.Record,
            CaseOf = "Shop.Shape",
            Members =
            [
                Member("Shapes", "List<Shop.Shape>", MemberForm.Positional),
                Member("Bytes", "Shop.Pair`1<Byte>", MemberForm.Positional),
                Member("Texts", "Shop.Pair`1<String>", MemberForm.Positional),
                Member("Points", "Shop.Lookup`2<String, Shop.Point>", MemberForm.Positional),
            ],
        },
        new TypeSchema { Name = "Shop.Shape.Nothing", Kind = TypeKind.Record, CaseOf = "Shop.Shape" },
        new TypeSchema
        {
            Name = "Shop.Sparse",
            Kind = TypeKind.Struct,
            Size = 32,
            Alignment = 8,
            Members =
            [
                Member("A", "Byte", MemberForm.Field) with { Offset = 0 },
                Member("B", "Int32", MemberForm.Field) with { Offset = 4 },
                Member("C", "Boolean", MemberForm.Field) with { Offset = 8 },
                Member("D", "DateTime?", MemberForm.Field) with { Offset = 16 },
            ],
        },
        new TypeSchema
        {
            Name = "Shop.Tag",
            Kind = TypeKind.RecordStruct,
            Members = [Member("Text", "String", MemberForm.Positional), Member("Weight", "Int32", MemberForm.Positional)],
        },
    ];

    /// <summary>A type as the schema's text form writes it.</summary>
    public static TypeReference Of(string expression) =>
        TypeExpression.TryParse(expression, out TypeReference? type, out string? error) ? type! : throw new ArgumentException(error, nameof(expression));

    /// <summary>A parameter.</summary>
    public static ParameterSchema Parameter(string name, string type) => new() { Name = name, Type = Of(type) };

    /// <summary>A member.</summary>
    public static MemberSchema Member(string name, string type, MemberForm form) => new() { Name = name, Type = Of(type), Form = form };
}
