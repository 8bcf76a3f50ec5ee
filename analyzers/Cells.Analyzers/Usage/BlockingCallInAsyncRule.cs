using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3011: the blocking form of a call in an async function.</summary>
internal static class BlockingCallInAsyncRule
{
    /// <summary>Reports the call, unless nothing could be awaited there, or blocking is what the handler is for.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (EnclosingFunction.Of(call, context.ContainingSymbol) is { IsAsync: true } function && !EnclosingFunction.IsBlocking(function) && CanAwait(call))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                UsageDiagnostics.BlockingCallInAsync, call.Syntax.GetLocation(), call.TargetMethod.Name, ClientSymbols.OtherForm(call.TargetMethod)));
        }
    }

    private static bool CanAwait(IOperation operation)
    {
        for (IOperation? outer = operation; outer is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; outer = outer.Parent)
        {
            if (outer is ILockOperation || (outer.Parent is ICatchClauseOperation clause && clause.Filter == outer))
            {
                return false;
            }
        }

        return true;
    }
}
