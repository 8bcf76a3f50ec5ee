using System.Collections.Immutable;
using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Analyzers;

/// <summary>Holds each <c>[Cell]</c> class to the rules of contracts, with the parser that the generator uses.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContractAnalyzer : DiagnosticAnalyzer
{
    private const string GeneratedInterface = "Cells.Hosting.ICell`1";
    private const string GeneratedAttribute = "Cells.CellSchemaAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Diagnostics.ContractRules, Diagnostics.BuildMissing];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(MetadataNames.Cell) is null)
            {
                return;
            }

            ContractFiles files = ContractFiles.Find(start.Options);
            CompilationContracts contracts = CompilationContracts.Of(start.Compilation, files);
            start.RegisterSymbolAction(action => Analyze(action, files, contracts), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, ContractFiles files, CompilationContracts contracts)
    {
        INamedTypeSymbol cell = (INamedTypeSymbol)context.Symbol;
        if (!cell.HasAttribute(MetadataNames.Cell))
        {
            return;
        }

        BoundContract contract = contracts.Bind(cell, context.CancellationToken);
        foreach (ContractProblem problem in contract.Draft.Problems)
        {
            context.ReportDiagnostic(Diagnostic.Create(Diagnostics.Find(problem.Id), Locate(context.Compilation, problem.Place), [.. problem.Arguments]));
        }

        CheckProject(context, cell, contract.Draft, files, contracts.Types);
        if (contract.Draft.IsSound)
        {
            CheckGenerated(context, cell, contract.Model);
        }
    }

    private static void CheckProject(
        SymbolAnalysisContext context, INamedTypeSymbol cell, CellDraft draft, ContractFiles files, IReadOnlyList<INamedTypeSymbol> types)
    {
        if (draft.Model.EmitClient)
        {
            return;
        }

        if (!files.HasManifest)
        {
            if (!context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.CellsPropsImported", out _))
            {
                Report(context, Diagnostics.BuildMissing, cell, cell.ToDisplayString());
                return;
            }

            Report(context, Diagnostics.CellWithoutManifest, cell, cell.ToDisplayString());
        }

        INamedTypeSymbol? other = types.FirstOrDefault(type => type.FindAttribute(MetadataNames.Cell) is { } attribute && attribute.Named("Client") is not true);
        if (other is not null && !SymbolEqualityComparer.Default.Equals(other, cell))
        {
            Report(context, Diagnostics.TwoCells, cell, cell.ToDisplayString(), other.ToDisplayString());
        }
    }

    private static void CheckGenerated(SymbolAnalysisContext context, INamedTypeSymbol cell, CellModel? model)
    {
        string? document = GeneratedSchema(context.Compilation, cell) ?? (model is null ? null : SchemaDocument.Write(model.Schema));
        if (document is not null && SchemaDocument.Read(document).Error is { } error)
        {
            Report(context, Diagnostics.SchemaRefused, cell, cell.ToDisplayString(), $"{error.JsonPath}: {error.Message}");
        }
        else if (!cell.AllInterfaces.Any(static type => type.Is(GeneratedInterface)))
        {
            string why = model is null
                ? "a type of this project has the name of a dependency's type; rename it, or override the dependency's namespace in cell.toml"
                : "the generator did not run, or the contract names a type that another generator emits, which ours cannot see: declare such a type in source";
            Report(context, Diagnostics.NotGenerated, cell, cell.ToDisplayString(), why);
        }
    }

    // The document as it is exported, where the generator has run: what is parsed here may leave the documentation out.
    private static string? GeneratedSchema(Compilation compilation, INamedTypeSymbol cell) => compilation.Assembly.GetAttributes()
        .Where(attribute => attribute.AttributeClass.Is(GeneratedAttribute) && string.Equals(attribute.Positional(0) as string, cell.SchemaName(), StringComparison.Ordinal))
        .Select(static attribute => attribute.Positional(2) as string)
        .FirstOrDefault();

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor rule, INamedTypeSymbol cell, params string[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, cell.Place(), [.. arguments]));

    // The parser keeps places as plain values; a pragma only silences a diagnostic that has its tree.
    private static Location Locate(Compilation compilation, SourcePlace place)
    {
        TextSpan span = new(place.Start, place.Length);
        SyntaxTree? tree = compilation.SyntaxTrees.FirstOrDefault(tree => string.Equals(tree.FilePath, place.Path, StringComparison.Ordinal) && span.End <= tree.Length);
        return place.Path is null || tree is null ? Location.None : Location.Create(tree, span);
    }
}
