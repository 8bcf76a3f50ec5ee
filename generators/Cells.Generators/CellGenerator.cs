using System.Text;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Generators;

/// <summary>Generates what a <c>[Cell]</c> class needs to serve its contract.</summary>
/// <remarks>
/// The analyzer says what is wrong with a contract, the client generator what is wrong with a dependency's schema; here is reported only where the two disagree.
/// </remarks>
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

        // One result a file. What options say is taken out first: they change with every edit, the file does not.
        IncrementalValuesProvider<DependencyFile> files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => DependencyFile.IsOfKind(pair.Left, pair.Right, "dependency"))
            .Select(static (pair, _) => (Alias: DependencyFile.AliasOf(pair.Left, pair.Right), File: pair.Left))
            .Select(static (item, cancel) => DependencyFile.Read(item.Alias, item.File, cancel))
            .WithTrackingName(StepNames.File);
        IncrementalValuesProvider<(EquatableArray<DependencySettings> Settings, CellFacts? Facts)> manifests = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(static pair => DependencyFile.IsOfKind(pair.Left, pair.Right, "manifest"))
            .Select(static (pair, _) => pair.Left)
            .Select(static (file, cancel) => (DependencySettings.Read(file, cancel), CellFacts.Read(file, cancel)))
            .WithTrackingName(StepNames.File);
        IncrementalValueProvider<BindingInputs> inputs = files.Collect().Combine(manifests.Collect())
            .Select(static (pair, _) => new BindingInputs
            {
                Files = pair.Left.OrderBy(static file => file.Alias, StringComparer.Ordinal).ThenBy(static file => file.Path, StringComparer.Ordinal).ToEquatableArray(),
                Settings = pair.Right.SelectMany(static manifest => manifest.Settings).ToEquatableArray(),
                Facts = pair.Right.Select(static manifest => manifest.Facts).FirstOrDefault(static facts => facts is not null),
            })
            .WithTrackingName(StepNames.Bindings);

        // Source depends on this value alone: an edit that only moves the contract's text emits nothing again.
        IncrementalValuesProvider<CellModel?> cells = contracts
            .Combine(inputs)
            .Select(static (pair, cancel) => ContractBinder.Bind(pair.Left, pair.Right, cancel))
            .WithTrackingName(StepNames.Cell);
        context.RegisterSourceOutput(cells, static (output, cell) =>
        {
            foreach ((string hintName, string text) in cell is null ? [] : CellEmitter.Emit(cell))
            {
                output.AddSource(hintName, SourceText.From(text, Encoding.UTF8));
            }
        });

        // Where cells depend on each other, a dependency may know an older shape of this cell's own types.
        context.RegisterSourceOutput(cells.Combine(inputs), static (output, pair) =>
        {
            foreach (ClientProblem problem in pair.Left is null ? [] : ReturnedTypes.Check(pair.Left.Schema, pair.Right.Files))
            {
                output.ReportDiagnostic(problem.ToDiagnostic());
            }
        });
    }
}
