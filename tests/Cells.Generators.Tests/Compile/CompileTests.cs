using Cells.Generators.Tests.Emit;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using TypeKind = Cells.Schema.TypeKind;

namespace Cells.Generators.Tests.Compile;

public class CompileTests
{
    [Fact]
    public void Producer_every_kind_of_type_compiles_without_a_warning()
    {
        Compilation compilation = GeneratedAssembly.Compile(CellEmitter.Emit(SampleContract.Model), documented: false, SampleContract.Source);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_every_kind_of_type_compiles_without_a_warning_and_fully_documented()
    {
        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(SampleContract.Schema), documented: true);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_internal_types_in_another_namespace_compile()
    {
        DependencySettings settings = new("catalog", "Goods", "internal");

        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(SampleContract.Schema, settings), documented: true);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_every_built_in_type_plain_nullable_and_nested_compiles()
    {
        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(BuiltInSchema()), documented: true);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_names_that_are_keywords_or_locals_of_generated_code_compile()
    {
        string[] names = ["class", "reader", "writer", "value", "tag", "status", "message", "call", "cell", "await", "field", "cancel", "_channel"];
        TypeSchema type = new()
        {
            Name = "Names.record",
            Kind = TypeKind.Record,
            Members = names.Select(name => SampleTypes.Member(name, "String", MemberForm.Positional)).ToEquatableArray(),
        };
        TypeSchema error = new()
        {
            Name = "Names.Failure",
            Kind = TypeKind.Error,
            Status = "NotFound",
            Members = [SampleTypes.Member("Message", "String", MemberForm.Init), SampleTypes.Member("Call", "Int32", MemberForm.Init)],
        };
        CallSchema[] calls =
        [
            .. new[] { "Calls", "Connect", "Dispose", "Equals", "GetType", "NamesClient", "OpenChannel", "ReadError", "SchemaChanged", "ToString" }.Select(name =>
                new CallSchema { Name = name, Kind = CallKind.Unary, Result = SampleTypes.Of("Names.record"), Errors = ["Names.Failure"] }),
            new CallSchema
            {
                Name = "With",
                Kind = CallKind.Unary,
                Parameters = names.Select(name => SampleTypes.Parameter(name, "String")).ToEquatableArray(),
            },
        ];
        CellSchema schema = new() { Contract = "Names.Names", Name = "names", Version = "1.0.0", Calls = calls.ToEquatableArray(), Types = [error, type] };

        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(schema), documented: true);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_uses_client_as_a_user_would()
    {
        const string Program =
            """
            using System.Threading.Tasks;
            using Microsoft.Extensions.DependencyInjection;
            using Shop;

            internal static class Program
            {
                public static async Task RunAsync()
                {
                    await using CatalogClient catalog = await CatalogClient.ConnectAsync();
                    ICatalog calls = catalog;
                    Product product = await calls.GetAsync("A1");
                    Page<Product> page = calls.Search("apple", page: 2);
                    Shape shape = await calls.DrawAsync(new Shape.Circle(product.Tags.Count), new Point(1, page.Total));
                    int sum = shape switch { Shape.Circle circle => (int)circle.Radius, Shape.Group group => group.Shapes.Count, _ => 0 };
                    Address address = new(89073, "Ulm") { Street = "Hauptstraße", Id = default };
                    try
                    {
                        calls.Find(address.City, currency: Currency.Dollar);
                    }
                    catch (ProductNotFound error) when (error.Sku.Length == sum)
                    {
                    }
                }

                public static void Add(IServiceCollection services) => services.AddCellClients();
            }
            """;

        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(SampleContract.Schema), documented: true, Program);

        GeneratedAssembly.AssertClean(compilation);
    }

    [Fact]
    public void Consumer_uses_deprecated_call_gets_our_own_diagnostic()
    {
        const string Program = "internal static class Program { public static void Run(Shop.ICatalog catalog) => catalog.Legacy(\"\", 1, 2); }";

        Compilation compilation = GeneratedAssembly.Compile(GeneratedCodeTests.Consume(SampleContract.Schema), documented: true, Program);

        Diagnostic diagnostic = Assert.Single(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden);
        Assert.Equal("CELL2521", diagnostic.Id);
    }

    /// <summary>One type with a member of each built-in type in each position.</summary>
    internal static CellSchema BuiltInSchema()
    {
        List<TypeReference> types = [.. Enum.GetValues<PrimitiveKind>().Select(kind => new PrimitiveReference(kind))];
        TypeReference text = new PrimitiveReference(PrimitiveKind.String) { IsNullable = true };
        TypeReference number = new PrimitiveReference(PrimitiveKind.Int32) { IsNullable = true };
        types.AddRange(Enum.GetValues<CollectionKind>().Select(kind => new CollectionReference(kind, text)));
        types.AddRange(Enum.GetValues<MapKind>().Select(kind => new MapReference(kind, new PrimitiveReference(PrimitiveKind.String), number)));
        types.AddRange(Enumerable.Range(1, 17).Select(length => new TupleReference(
            Enumerable.Range(0, length).Select(i => new TupleElement(i % 2 == 0 && length > 1 ? $"Part{i}" : null, i % 3 == 0 ? text : number)).ToEquatableArray())));
        types.Add(new PairReference(text, number));
        types.Add(SampleTypes.Of("Array<Array<Array<Int32?>?>>?"));
        types.Add(SampleTypes.Of("List<Dictionary<Guid, (Int32 A, Array<Byte>? B)>>"));
        MemberSchema[] members =
        [
            .. types.Select((type, index) => new MemberSchema { Name = $"M{index}", Type = type, Form = MemberForm.Set, Default = EmptyDefault(type) }),
            .. types.Select((type, index) => new MemberSchema { Name = $"N{index}", Type = type with { IsNullable = true }, Form = MemberForm.Init }),
        ];
        TypeSchema everything = new() { Name = "All.Everything", Kind = TypeKind.Class, Members = members.ToEquatableArray() };
        return new CellSchema { Contract = "All.Cell", Name = "all", Version = "1.0.0", Types = [everything] };
    }

    private static DefaultValue? EmptyDefault(TypeReference type) => type is CollectionReference or MapReference ? new DefaultValue(DefaultKind.Empty, "") : null;
}
