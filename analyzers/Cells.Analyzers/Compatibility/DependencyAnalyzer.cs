using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers;

/// <summary>Says at each use of a dependency what happened to it since the committed snapshot, beside the compiler's own error; and where code compiles and means something else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DependencyAnalyzer : DiagnosticAnalyzer
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
            DependencySnapshots snapshots = DependencySnapshots.Find(start.Options);
            if (!snapshots.HasDifference(start.CancellationToken))
            {
                return;
            }

            bool isContinuousIntegration = CompatibilityAnalyzer.IsContinuousIntegration(start.Options);
            start.RegisterAdditionalFileAction(action => ReportStale(action, snapshots, isContinuousIntegration));
            if (snapshots.ReadChanges(start.CancellationToken) is not { } changes)
            {
                return;
            }

            DependencyUses uses = new(changes.Names);
            HashSet<string> words = new(changes.Changes.SelectMany(static item => item.Words), StringComparer.Ordinal);
            start.RegisterSyntaxNodeAction(
                action =>
                {
                    if (words.Contains(((SimpleNameSyntax)action.Node).Identifier.ValueText))
                    {
                        Report(action, uses.OfName((SimpleNameSyntax)action.Node, changes.Changes, action.SemanticModel, action.CancellationToken));
                    }
                },
                SyntaxKind.IdentifierName,
                SyntaxKind.GenericName);
            start.RegisterSyntaxNodeAction(
                action => Report(action, uses.OfCreation((BaseObjectCreationExpressionSyntax)action.Node, action.SemanticModel, action.CancellationToken)),
                SyntaxKind.ObjectCreationExpression,
                SyntaxKind.ImplicitObjectCreationExpression);
            start.RegisterSyntaxNodeAction(
                action => Report(action, uses.OfSwitch(action.Node, action.SemanticModel, action.CancellationToken)),
                SyntaxKind.SwitchExpression,
                SyntaxKind.SwitchStatement);
        });
    }

    private static void Report(SyntaxNodeAnalysisContext context, IEnumerable<ChangedUse> uses)
    {
        foreach (ChangedUse use in uses)
        {
            context.ReportDiagnostic(use.ToDiagnostic());
        }
    }

    /// <summary>CELL2005. The build says so as CELL9005, and in continuous integration ends with CELL9004: only an editor needs more than a hint.</summary>
    private static void ReportStale(AdditionalFileAnalysisContext context, DependencySnapshots snapshots, bool isContinuousIntegration)
    {
        if (snapshots.IsStale(context.AdditionalFile, context.CancellationToken) is { } alias)
        {
            DiagnosticSeverity severity = isContinuousIntegration ? DiagnosticSeverity.Error : DiagnosticSeverity.Hidden;
            string message = $"The committed snapshot of '{alias}' differs from the schema that this build is compiled against. {CompatibilityRules.StaleSchema.Remedy}";
            context.ReportDiagnostic(Diagnostic.Create(CompatibilityDiagnostics.Of(CompatibilityRules.StaleSchema, severity), FilePlace.Of(context.AdditionalFile.Path, 0), message));
        }
    }
}
