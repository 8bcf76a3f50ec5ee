using Cells.Generators.Tests.Parse;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Binding;

public class ContractBinderTests
{
    private const string Catalog =
        """
        public enum Category { Tools, Books }
        public sealed record Product(string Sku, Category Category, Size Size);
        public readonly record struct Size(byte Kind, int Width);
        public sealed record Page<T>(List<T> Items);
        public sealed class ProductNotFound(string sku) : CellException(CellStatus.NotFound, "no") { public string Sku { get; } = sku; }
        """;

    private const string Pricing =
        """
        [Call, Throws<ProductNotFound>] public Priced Price(Product product, Category? category = Category.Books, Shop.Size? size = null) => throw null!;
        [Call] public Page<Product?> All() => throw null!;
        """;

    private const string PricingTypes = "public sealed record Priced(Product Product, decimal Net, List<Category> Other); public sealed class Held(Product product) { public Product Product { get; } = product; public Category Kind { get; init; } = Category.Tools; } public readonly record struct Box(Size Inner, byte B);";

    private static readonly CellSchema CatalogSchema = Schema("Shop", "Catalog", "[Call, Throws<ProductNotFound>] public Product Get(Page<string> sku) => throw null!;", Catalog);

    [Fact]
    public void Bind_names_of_a_dependency_become_its_types()
    {
        CellModel? model = Bind(Parsing.Calls(Pricing + "[Call] public Box Fit(Held held) => default;", PricingTypes), "");

        Assert.NotNull(model);
        Assert.Equal(
            """
            call All() -> Shop.Page`1<Shop.Product?>
            call Fit(Shop.Held held) -> Shop.Box
            call Price(Shop.Product product, Shop.Category? category = EnumName 'Books', Shop.Size? size = Null) -> Shop.Priced ! Shop.ProductNotFound
            readonly RecordStruct Shop.Box size=12/4
              Shop.Size Inner (Positional) @0
              Byte B (Positional) @8
            Enum Shop.Category of Shop.Catalog : Int32
              Tools = 0
              Books = 1
            Class Shop.Held
              Shop.Product Product (Constructor)
              Shop.Category Kind (Init) = EnumName 'Tools'
            Record Shop.Page`1 of Shop.Catalog<T>
              List<!T> Items (Positional)
            Record Shop.Priced
              Shop.Product Product (Positional)
              Decimal Net (Positional)
              List<Shop.Category> Other (Positional)
            Record Shop.Product of Shop.Catalog
              String Sku (Positional)
              Shop.Category Category (Positional)
              Shop.Size Size (Positional)
            Error Shop.ProductNotFound of Shop.Catalog status=NotFound
              String Sku (Constructor)
            readonly RecordStruct Shop.Size of Shop.Catalog size=8/4
              Byte Kind (Positional) @0
              Int32 Width (Positional) @4
            """,
            SchemaText.Of(model.Schema));
    }

    [Theory]
    [InlineData("using Goods; namespace Mine;", "Product")]
    [InlineData("namespace Mine;", "Goods.Product")]
    [InlineData("namespace Goods.Prices;", "Product")]
    [InlineData("namespace Mine;", "global::Goods.Product")]
    [InlineData("using Product = Goods.Product; namespace Mine;", "Product")]
    [InlineData("namespace Mine { using Goods; ", "Product")]
    public void Bind_overridden_namespace_is_where_names_are_found(string opening, string name)
    {
        string source = $$"""
            #nullable enable
            {{opening}}
            [Cells.Cell] public sealed partial class Pricing(ICatalog catalog)
            {
                [Cells.Call] public {{name}} Get() => throw null!;
            }
            {{(opening.Contains('{') ? "}" : "")}}
            """;

        CellModel? model = Bind(Parsing.Files(source), "namespace = \"Goods\"");

        Assert.NotNull(model);
        Assert.Equal("Shop.Product", SchemaText.Of(model.Schema.Calls[0].Result!));
        Assert.Contains(new TypeNameModel("Shop.Product", "Goods.Product"), model.RenamedTypes);
    }

    [Fact]
    public void Bind_services_are_the_clients_that_will_be_generated()
    {
        CellDraft draft = Parsing.Files("#nullable enable\nnamespace Shop; [Cells.Cell] public sealed partial class Pricing(ICatalog catalog, System.Lazy<CatalogClient> lazy, Other other);");

        CellModel? model = Bind(draft, "");

        Assert.Equal(
            ["global::Shop.ICatalog", "global::System.Lazy<global::Shop.CatalogClient>", "Other"],
            model!.Constructor.Select(service => service.Type));
        Assert.True(model.HasDependencies);
    }

    [Fact]
    public void Bind_facts_come_from_the_manifest()
    {
        CellModel? model = Bind(Parsing.Calls("[Call] public int Count() => 0;"), "");

        Assert.Equal(("pricing", "1.2.3", "<summary>Prices &amp; taxes.</summary>"), (model!.Schema.Name, model.Schema.Version, model.Schema.Documentation));
    }

    [Fact]
    public void Bind_unknown_name_gives_no_model() => Assert.Null(Bind(Parsing.Calls("[Call] public Nothing Get() => throw null!;"), ""));

    [Fact]
    public void Bind_schema_is_one_that_readers_accept()
    {
        CellModel? model = Bind(Parsing.Calls(Pricing, PricingTypes), "");

        SchemaReadResult read = SchemaDocument.Read(SchemaDocument.Write(model!.Schema));

        Assert.Null(read.Error);
        Assert.Equal(model.Schema, read.Schema);
    }

    [Fact]
    public void Generator_gives_the_same_schema_as_the_analyzers_view_of_generated_types()
    {
        // What the client generator emits for the catalog stands in source here, as an analyzer sees it.
        string generated = "#nullable enable\nusing Cells; using System.Collections.Generic; namespace Shop;\n" + Catalog;
        Compilation compilation = Generation.Compile(Parsing.Header + "[Cell] public sealed partial class Sample {" + Pricing + "}" + PricingTypes, generated);
        BindingInputs inputs = Inputs("");
        ParseOptions options = new() { IsComplete = true, IsDependencyType = new DependencyTypes(inputs.Files, inputs.Settings, "Shop.Sample").Contains };
        CellDraft complete = ContractParser.Parse(compilation.GetTypeByMetadataName("Shop.Sample")!, compilation, options, CancellationToken.None);

        CellModel? model = ContractBinder.Bind(complete, inputs, CancellationToken.None);

        Assert.Empty(complete.Problems);
        Assert.Equal(Bind(Parsing.Calls(Pricing, PricingTypes), "")!.Schema, model!.Schema);
    }

    private static CellModel? Bind(CellDraft draft, string settings)
    {
        Assert.Empty(Parsing.Problems(draft));
        return ContractBinder.Bind(draft, Inputs(settings), CancellationToken.None);
    }

    private static BindingInputs Inputs(string settings)
    {
        AdditionalFile manifest = AdditionalFile.Manifest(
            $$"""
            [cell]
            name = "pricing"
            version = "1.2.3"
            description = "Prices & taxes."
            [deps]
            catalog = { path = "../catalog"{{(settings.Length == 0 ? "" : ", " + settings)}} }
            """);
        DependencyFile file = DependencyFile.Read("catalog", AdditionalFile.Dependency("catalog", SchemaDocument.Write(CatalogSchema)), CancellationToken.None);
        Assert.Null(file.Error);
        return new BindingInputs
        {
            Files = [file],
            Settings = DependencySettings.Read(manifest, CancellationToken.None),
            Facts = CellFacts.Read(manifest, CancellationToken.None),
        };
    }

    private static CellSchema Schema(string space, string cell, string calls, string types)
    {
        string header = Parsing.Header.Replace("namespace Shop;", $"namespace {space};");
        CellDraft draft = Parsing.Files($"{header}[Cell] public sealed partial class {cell} {{ {calls} }}\n{types}");
        return ContractBinder.Bind(draft, new BindingInputs(), CancellationToken.None)!.Schema;
    }
}
