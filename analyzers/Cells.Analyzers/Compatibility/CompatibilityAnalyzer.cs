using System.Collections.Immutable;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers;

/// <summary>Holds a producer's contract to everyone who is known to use it, to the versions that it promises to serve, and its version to its last release.</summary>
/// <remarks>Reported at the declaration that changed, while it is being edited; nothing waits for the end of the compilation.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompatibilityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => CompatibilityDiagnostics.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            // Without anyone to be held to there is nothing to bind or to compare.
            GateFiles files = GateFiles.Find(start.Options);
            if ((!files.HasConsumers && files.Breaks is null) || start.Compilation.GetTypeByMetadataName(MetadataNames.Cell) is null)
            {
                return;
            }

            CompatibilityReport report = new(start.Compilation, files, ContractFiles.Find(start.Options), IsContinuousIntegration(start.Options));
            start.RegisterSymbolAction(action => Report(action, report), SymbolKind.NamedType);
            start.RegisterAdditionalFileAction(action =>
            {
                foreach (Diagnostic diagnostic in report.At(action.AdditionalFile, action.CancellationToken))
                {
                    action.ReportDiagnostic(diagnostic);
                }
            });
        });
    }

    internal static bool IsContinuousIntegration(AnalyzerOptions options)
        => options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.ContinuousIntegrationBuild", out string? value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static void Report(SymbolAnalysisContext context, CompatibilityReport report)
    {
        foreach (Diagnostic diagnostic in report.At((INamedTypeSymbol)context.Symbol, context.CancellationToken))
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
