extern alias generators;

using Cells.Generators.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Analyzers.Tests;

/// <summary>A project that depends on a catalog, with the client that is generated for it.</summary>
internal static class CatalogConsumer
{
    /// <summary>What every snippet begins with.</summary>
    public const string Header = Analysis.Header + "using Shop;\n";

    private const string Catalog =
        """
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Cells;
        namespace Shop;
        [Cell] public sealed partial class Catalog
        {
            [Call] public Product Get(string sku) => new(sku, "");
            [Call] public int Find(string text, int limit = 20, string? region = null) => 0;
            [Call] public int Count() => 0;
            [Call] public void Put(Product product) { }
            [Call] public async IAsyncEnumerable<Product> Watch(string prefix) { await Task.Yield(); yield break; }
            [Call] public int Import(IAsyncEnumerable<Product> products) => 0;
            [Event] public partial ValueTask Changed(Product product);
        }
        public sealed record Product(string Sku, string Name);
        """;

    // One generation serves all tests. Registration needs packages that are not referenced here.
    private static readonly Lazy<string[]> Client = new(static () =>
    {
        AdditionalFile dependency = AdditionalFile.Dependency("catalog", Producer.Export(Catalog));
        return
        [
            .. CSharpGeneratorDriver
                .Create([new generators::Cells.Generators.ClientGenerator().AsSourceGenerator()], [dependency], Analysis.ParseOptions, new AdditionalFileOptions())
                .RunGenerators(Analysis.Compile([]))
                .GetRunResult()
                .GeneratedTrees
                .Where(static tree => !tree.FilePath.EndsWith("CellClients.g.cs", StringComparison.Ordinal))
                .Select(static tree => tree.ToString()),
        ];
    });

    /// <summary>The project with <paramref name="source"/> in an editor, as its first file.</summary>
    public static Solution Open(string source) => Fixes.Editor.Open([Header + source, .. Client.Value]);
}
