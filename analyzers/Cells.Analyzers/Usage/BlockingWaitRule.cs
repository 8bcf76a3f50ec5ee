using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3010: <c>.Result</c>, <c>.Wait()</c> or <c>.GetAwaiter().GetResult()</c> on a call.</summary>
internal static class BlockingWaitRule
{
    /// <summary>Reports the expression that blocks; its further location is the call.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (Waiting(call) is { } wait)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                UsageDiagnostics.BlockingWait, wait.Syntax.GetLocation(), [call.Syntax.GetLocation()], call.TargetMethod.Name, ClientSymbols.OtherForm(call.TargetMethod)));
        }
    }

    /// <summary>The operation that blocks until <paramref name="task"/> has completed; null when it is not blocked on in the same expression.</summary>
    public static IOperation? Waiting(IOperation task)
    {
        IOperation current = task;
        while (true)
        {
            switch (current.Parent)
            {
                case IInvocationOperation { TargetMethod.Name: "AsTask" or "Preserve" or "ConfigureAwait" or "GetAwaiter" } step when step.Instance == current:
                    current = step;
                    break;
                case IInvocationOperation { TargetMethod.Name: "GetResult" or "Wait" } wait when wait.Instance == current:
                    return wait;
                case IPropertyReferenceOperation { Property.Name: "Result" } result when result.Instance == current:
                    return result;
                default:
                    return null;
            }
        }
    }
}
