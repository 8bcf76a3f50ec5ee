using Microsoft.CodeAnalysis;

namespace Cells.Generators.Tests.Parse;

public class ContractParserTests
{
    [Fact]
    public void Parse_cell_class_contract_is_named_for_it()
    {
        Compilation compilation = Generation.Compile(
            """
            using Cells;

            namespace Shop;

            [Cell]
            public sealed partial class Catalog;
            """);

        CellDraft draft = ContractParser.Parse(compilation.GetTypeByMetadataName("Shop.Catalog")!, compilation, CancellationToken.None);

        Assert.Equal("Shop.Catalog", draft.Model.Schema.Contract);
    }

    [Fact]
    public void Generator_cell_class_emits_and_compiles()
    {
        GenerationResult result = Generation.Run(
            Generation.Compile("using Cells; namespace Shop; [Cell] public sealed partial class Catalog;"),
            [new CellGenerator()]);

        Assert.NotEmpty(result.Files);
        Assert.Empty(result.Diagnostics);
    }
}
