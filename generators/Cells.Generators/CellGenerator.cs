using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Generators;

/// <summary>Generates what a <c>[Cell]</c> class needs to serve its contract.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CellGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<CellDraft> contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                MetadataNames.Cell,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (target, cancel) => ContractParser.Parse((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, new ParseOptions(), cancel))
            .WithTrackingName(StepNames.Contract);

        // Source depends on the model alone: an edit that only moves the contract's text emits nothing again.
        IncrementalValuesProvider<CellModel> cells = contracts
            .Where(static draft => draft.IsSound)
            .Select(static (draft, _) => draft.Model)
            .WithTrackingName(StepNames.Cell);

        context.RegisterSourceOutput(cells, static (output, cell) =>
        {
            foreach ((string hintName, string text) in CellEmitter.Emit(cell))
            {
                output.AddSource(hintName, SourceText.From(text, Encoding.UTF8));
            }
        });
    }
}
