using Cells.Schema;

namespace Cells.Build.Tests;

/// <summary>A contract with a type of every kind.</summary>
internal static class RichCatalog
{
    private static readonly TypeReference Text = new PrimitiveReference(PrimitiveKind.String);
    private static readonly TypeReference Number = new PrimitiveReference(PrimitiveKind.Int32);

    public static readonly CellSchema Schema = new()
    {
        Contract = "Shop.Catalog",
        Name = "catalog",
        Version = "1.0.0",
        Calls =
        [
            new CallSchema { Name = "Draw", Kind = CallKind.Unary, Parameters = [Parameter("size", Number)], Result = Named("Shop.Shape") },
            new CallSchema { Name = "Find", Kind = CallKind.Unary, Parameters = [Parameter("sku", Text)], Result = Named("Shop.Product"), Errors = ["Shop.NotFound"] },
            new CallSchema { Name = "Get", Kind = CallKind.Unary, Parameters = [Parameter("sku", Text)], Result = Named("Shop.Product"), Errors = ["Shop.NotFound"] },
            new CallSchema { Name = "Locate", Kind = CallKind.Unary, Result = Named("Shop.Address") },
            new CallSchema { Name = "Put", Kind = CallKind.Unary, Parameters = [Parameter("draft", Named("Shop.Draft")), Parameter("count", Number) with { Default = new DefaultValue(DefaultKind.Number, "1") }] },
            new CallSchema { Name = "Search", Kind = CallKind.Unary, Parameters = [Parameter("text", Text)], Result = new NamedReference("Shop.Page`1", [Named("Shop.Product")]) },
        ],
        Types =
        [
            new TypeSchema
            {
                Name = "Shop.Address",
                Kind = TypeKind.Class,
                IsSealed = false,
                Members =
                [
                    Member("City", Text, MemberForm.Constructor),
                    Member("Street", Text, MemberForm.Init) with { HasRequiredKeyword = true },
                    Member("Latitude", Number, MemberForm.Field),
                    Member("At", Named("Shop.Point"), MemberForm.Field),
                ],
            },
            new TypeSchema { Name = "Shop.Draft", Kind = TypeKind.Class, Members = [Member("Title", Text, MemberForm.Set), Member("Count", Number, MemberForm.Init)] },
            new TypeSchema { Name = "Shop.NotFound", Kind = TypeKind.Error, Status = "NotFound", Members = [Member("Sku", Text, MemberForm.Init)] },
            new TypeSchema
            {
                Name = "Shop.Page`1",
                Kind = TypeKind.Record,
                TypeParameters = ["T"],
                Members = [Member("Items", new CollectionReference(CollectionKind.IReadOnlyList, new TypeParameterReference("T")), MemberForm.Positional), Member("Total", Number, MemberForm.Positional)],
            },
            new TypeSchema
            {
                Name = "Shop.Point", Kind = TypeKind.RecordStruct, Size = 8, Alignment = 4,
                Members = [Member("X", Number, MemberForm.Positional) with { Offset = 0 }, Member("Y", Number, MemberForm.Positional) with { Offset = 4 }],
            },
            new TypeSchema
            {
                Name = "Shop.Product",
                Kind = TypeKind.Record,
                Members =
                [
                    Member("Sku", Text, MemberForm.Positional),
                    Member("Name", Text, MemberForm.Positional) with { OldNames = ["Title"] },
                    Member("Price", Number, MemberForm.Positional),
                    Member("Tags", new CollectionReference(CollectionKind.List, Named("Shop.Tag")), MemberForm.Init) with { Default = new DefaultValue(DefaultKind.Empty, "") },
                ],
            },
            new TypeSchema { Name = "Shop.Shape", Kind = TypeKind.UnionRecord, IsSealed = false, Cases = ["Shop.Shape.Circle", "Shop.Shape.Square"] },
            new TypeSchema { Name = "Shop.Shape.Circle", Kind = TypeKind.Record, CaseOf = "Shop.Shape", Members = [Member("Radius", Number, MemberForm.Positional)] },
            new TypeSchema { Name = "Shop.Shape.Square", Kind = TypeKind.Record, CaseOf = "Shop.Shape", Members = [Member("Side", Number, MemberForm.Positional)] },
            new TypeSchema { Name = "Shop.Tag", Kind = TypeKind.RecordStruct, Members = [Member("Text", Text, MemberForm.Positional), Member("Weight", Number, MemberForm.Positional)] },
        ],
    };

    private static NamedReference Named(string name) => new(name, []);

    private static ParameterSchema Parameter(string name, TypeReference type) => new() { Name = name, Type = type };

    private static MemberSchema Member(string name, TypeReference type, MemberForm form) => new() { Name = name, Type = type, Form = form };
}
