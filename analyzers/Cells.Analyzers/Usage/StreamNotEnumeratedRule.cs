using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3015: the stream of a call that is thrown away, or held in a variable that nothing reads.</summary>
internal static class StreamNotEnumeratedRule
{
    /// <summary>Reports a stream that is a statement of its own, is assigned to a discard, or initializes a variable that is never read.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation invocation, ClientSymbols clients)
    {
        IMethodSymbol method = invocation.TargetMethod;
        if (method.ReturnType.Is(MetadataNames.AsyncEnumerable) && (method.HasAttribute(MetadataNames.Call) || clients.IsCall(method)) && IsLost(invocation))
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.StreamNotEnumerated, invocation.Syntax.GetLocation(), method.Name));
        }
    }

    private static bool IsLost(IInvocationOperation stream) => stream.Parent switch
    {
        IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => !IsRead(declarator),
        _ => false,
    };

    private static bool IsRead(IVariableDeclaratorOperation declarator)
    {
        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Any(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol)
                && !(reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference));
    }
}
