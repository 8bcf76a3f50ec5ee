using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Binding;

/// <summary>Takes two cells of the storefront sample through both generators, as their builds do: the catalog's schema is what pricing compiles against.</summary>
public class StorefrontTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    [Fact]
    public void Pricing_compiles_against_the_schema_that_catalog_exports()
    {
        GenerationResult catalog = Generate("catalog");
        string schema = (string)catalog.Output.Assembly.GetAttributes()
            .Single(attribute => attribute.AttributeClass?.ToDisplayString() == "Cells.CellSchemaAttribute")
            .ConstructorArguments[2].Value!;

        GenerationResult pricing = Generate("pricing", AdditionalFile.Dependency("catalog", schema));

        Assert.Empty(catalog.Diagnostics);
        Assert.Empty(pricing.Diagnostics);
        Assert.Equal("Shop.Catalog", ExportedTypes(pricing).Single(type => type.Name == "Shop.Product").Owner);
    }

    private static EquatableArray<TypeSchema> ExportedTypes(GenerationResult result)
    {
        AttributeData attribute = result.Output.Assembly.GetAttributes().Single(candidate => candidate.AttributeClass?.ToDisplayString() == "Cells.CellSchemaAttribute");
        return SchemaDocument.Read((string)attribute.ConstructorArguments[2].Value!).Schema!.Types;
    }

    private static GenerationResult Generate(string cell, params IEnumerable<AdditionalText> dependencies)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "storefront", cell);
        IEnumerable<string> sources = Directory.EnumerateFiles(directory, "*.cs").Where(path => Path.GetFileName(path) != "Program.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText);
        return Generation.Run(
            Generation.Compile([ImplicitUsings, .. sources]),
            [new CellGenerator(), new ClientGenerator()],
            [AdditionalFile.Manifest(File.ReadAllText(Path.Combine(directory, "cell.toml"))), .. dependencies]);
    }
}
