using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3015: the stream of a call that is thrown away. Until clients carry streams, these are the streams of a cell's own <c>[Call]</c> methods.</summary>
internal static class StreamNotEnumeratedRule
{
    /// <summary>Reports a stream that is a statement of its own, or is assigned to a discard.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation invocation, ClientSymbols clients)
    {
        IMethodSymbol method = invocation.TargetMethod;
        bool isDropped = invocation.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };
        if (isDropped && method.ReturnType.Is(MetadataNames.AsyncEnumerable) && (method.HasAttribute(MetadataNames.Call) || clients.IsCall(method)))
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.StreamNotEnumerated, invocation.Syntax.GetLocation(), method.Name));
        }
    }
}
