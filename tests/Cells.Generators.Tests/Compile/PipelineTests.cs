using Cells.Generators.Tests.Emit;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Compile;

public class PipelineTests
{
    private const string Catalog =
        """
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Cells;

        namespace Shop;

        /// <summary>Serves products.</summary>
        [Cell]
        public sealed partial class Catalog
        {
            /// <summary>The product.</summary>
            /// <param name="sku">Its number.</param>
            /// <param name="cancel">Stops.</param>
            [Call(Idempotent = true), Throws<UnknownProduct>]
            public ValueTask<Product> GetAsync(string sku, CancellationToken cancel) => throw new UnknownProduct(sku);

            /// <summary>What is known about products.</summary>
            [Call] public IReadOnlyList<Catalog.Fact> Facts(Size size, (int A, Size? B) pair) => [new Fact("round", new Size(1, 2.5))];

            /// <summary>A fact.</summary>
            public sealed record Fact(string Text, Size Size);
        }

        /// <summary>A product.</summary>
        public sealed record Product(string Sku, decimal Price)
        {
            /// <summary>Its maker.</summary>
            public required Maker Maker { get; init; }
        }

        /// <summary>A maker.</summary>
        public sealed class Maker
        {
            /// <summary>Its name.</summary>
            public string Name { get; set; } = "";
        }

        /// <summary>A size.</summary>
        public readonly record struct Size(int Width, double Height);

        /// <summary>There is no such product.</summary>
        public sealed class UnknownProduct(string sku) : CellException(CellStatus.NotFound, $"No product {sku}.")
        {
            /// <summary>Its number.</summary>
            public string Sku { get; } = sku;
        }
        """;

    private const string Pricing =
        """
        using System.Threading;
        using System.Threading.Tasks;
        using Cells;
        using Shop;

        namespace Prices;

        /// <summary>Prices products.</summary>
        [Cell]
        public sealed partial class Pricing(ICatalog catalog)
        {
            /// <summary>The price.</summary>
            [Call]
            public async Task<Quote> PriceAsync(string sku, CancellationToken cancel)
            {
                Product product = await catalog.GetAsync(sku, cancel);
                return new Quote(product, product.Price * 2);
            }

            /// <summary>A product's maker, again.</summary>
            [Call] public Maker? MakerOf(Product product) => product.Maker;
        }

        /// <summary>A price.</summary>
        public sealed record Quote(Product Product, decimal Total);
        """;

    private const string Front =
        """
        using System.Threading.Tasks;
        using Prices;
        using Shop;

        internal static class Front
        {
            public static async Task<decimal> RunAsync(ICatalog catalog, IPricing pricing)
            {
                Product product = await catalog.GetAsync("A1");
                Quote quote = await pricing.PriceAsync(product.Sku);
                Catalog.Fact fact = catalog.Facts(new Size(1, 2), (1, null))[0];
                Maker? maker = pricing.MakerOf(quote.Product);
                return quote.Product == product ? fact.Size.Width + (maker?.Name.Length ?? 0) : quote.Total;
            }
        }
        """;

    [Fact]
    public void Producer_parsed_from_its_source_compiles_without_a_warning()
    {
        GenerationResult result = Generation.Run(Generation.Compile(SampleContract.Source), [new CellGenerator()]);

        GeneratedAssembly.AssertClean(result.Output);
        Assert.Contains(result.Files, file => file.HintName == "Shop.Shape_GroupCodec.g.cs");
    }

    [Fact]
    public void Producer_of_leased_calls_keeps_their_requests()
    {
        GenerationResult result = Run(
            """
            using System;
            using System.Buffers;
            using System.Threading.Tasks;
            using Cells;

            namespace Shop;

            /// <summary>Stores bytes.</summary>
            [Cell]
            public sealed partial class Store
            {
                /// <summary>Stores.</summary>
                [Call(Leased = true)] public ValueTask<int> PutAsync(ReadOnlyMemory<byte> body) => new(body.Length);

                /// <summary>Stores, and blocks.</summary>
                [Call(Leased = true, Blocking = true)] public long Append(ReadOnlySequence<byte> body) => body.Length;

                /// <summary>Stores a copy.</summary>
                [Call] public int Copy(ReadOnlyMemory<byte> body) => body.Length;
            }
            """);

        GeneratedAssembly.AssertClean(result.Output);
        string cell = result.Files.Single(static file => file.HintName == "Shop.Store.Cell.g.cs").Text;
        Assert.Contains("=> call.RunLeasedAsync(cell, CellCalls.Put),", cell, StringComparison.Ordinal);
        Assert.Contains("=> call.RunBlockingAsync(cell, CellCalls.Append, isLeased: true),", cell, StringComparison.Ordinal);
        Assert.Contains("=> CellCalls.Copy(cell, call),", cell, StringComparison.Ordinal);
    }

    [Fact]
    public void Producer_middle_and_front_compile_from_each_others_schemas()
    {
        AdditionalFile catalog = AdditionalFile.Dependency("catalog", SchemaOf(Run(Catalog)));
        GenerationResult middle = Run(Pricing, catalog, AdditionalFile.Manifest("[deps]\ncatalog = \"../catalog\"\n"));
        AdditionalFile pricing = AdditionalFile.Dependency("pricing", SchemaOf(middle));

        GenerationResult front = Run(Front, catalog, pricing, AdditionalFile.Manifest("[deps]\ncatalog = \"../catalog\"\npricing = \"../pricing\"\n"));

        GeneratedAssembly.AssertClean(front.Output);
        Assert.Single(front.Files, file => file.HintName == "Shop.Product.g.cs");
    }

    [Fact]
    public void Middle_with_overridden_namespace_speaks_of_its_dependency_there()
    {
        AdditionalFile catalog = AdditionalFile.Dependency("catalog", SchemaOf(Run(Catalog)));
        string source = Pricing.Replace("using Shop;", "using Goods;", StringComparison.Ordinal);

        GenerationResult middle = Run(source, catalog, AdditionalFile.Manifest("[deps]\ncatalog = { path = \"../catalog\", namespace = \"Goods\" }\n"));

        GeneratedAssembly.AssertClean(middle.Output);
        Assert.Contains("\"Shop.Product\"", SchemaOf(middle), StringComparison.Ordinal);
    }

    [Fact]
    public void Front_of_middle_alone_gets_the_third_cells_types()
    {
        AdditionalFile catalog = AdditionalFile.Dependency("catalog", SchemaOf(Run(Catalog)));
        GenerationResult middle = Run(Pricing, catalog, AdditionalFile.Manifest("[deps]\ncatalog = \"../catalog\"\n"));

        GenerationResult front = Run(
            "internal static class Front { public static Shop.Maker? Of(Prices.IPricing pricing, Shop.Product product) => pricing.MakerOf(product); }",
            AdditionalFile.Dependency("pricing", SchemaOf(middle)));

        GeneratedAssembly.AssertClean(front.Output);
    }

    private static GenerationResult Run(string source, params AdditionalFile[] files)
    {
        GenerationResult result = Generation.Run(Generation.Compile(source), [new CellGenerator(), new ClientGenerator()], files);
        Assert.Empty(result.Run.Diagnostics);
        return result;
    }

    // What the build exports: the schema in the assembly's attribute.
    private static string SchemaOf(GenerationResult result)
    {
        GeneratedAssembly.AssertClean(result.Output);
        AttributeData attribute = Assert.Single(result.Output.Assembly.GetAttributes(), attribute => attribute.AttributeClass!.Name == "CellSchemaAttribute");
        return (string)attribute.ConstructorArguments[2].Value!;
    }
}
