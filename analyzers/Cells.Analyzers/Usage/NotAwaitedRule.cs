using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3013: a call that nobody awaits. In an async method the compiler says so itself (CS4014).</summary>
internal static class NotAwaitedRule
{
    /// <summary>Reports a call that is a statement of its own.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Parent is IExpressionStatementOperation && EnclosingFunction.Of(call, context.ContainingSymbol) is { IsAsync: false })
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.NotAwaited, call.Syntax.GetLocation(), call.TargetMethod.Name, ClientSymbols.OtherForm(call.TargetMethod)));
        }
    }
}
