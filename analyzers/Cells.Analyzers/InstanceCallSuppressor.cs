using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers;

/// <summary>Keeps "can be marked as static" away from calls: a call is an instance method whether it uses the instance today or not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InstanceCallSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Rule = new(
        "CELLSPR001", "CA1822", "a call or an event of a cell is an instance method; CELL1xxx refuses a static one");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Rule];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is { } node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is IMethodSymbol method
                && method.GetAttributes().Any(static attribute =>
                    attribute.AttributeClass is { Name: "CallAttribute" or "EventAttribute", ContainingNamespace: { Name: "Cells", ContainingNamespace.IsGlobalNamespace: true } }))
            {
                context.ReportSuppression(Suppression.Create(Rule, diagnostic));
            }
        }
    }
}
