using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3014: a variable that holds the ValueTask of a call and is awaited, or converted, a second time on the same path.</summary>
internal static class AwaitedTwiceRule
{
    /// <summary>Reports the second use of the variable that <paramref name="call"/> initializes.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var variable } declarator } || Statement(declarator)?.Parent is not { } scope)
        {
            return;
        }

        List<ILocalReferenceOperation> uses = [];
        foreach (ILocalReferenceOperation reference in scope.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, variable)))
        {
            // What is assigned again holds another task, and what another function uses runs at another time.
            if (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference || IsInFunction(reference, scope))
            {
                return;
            }

            if (reference.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "AsTask" or "ConfigureAwait" or "GetAwaiter" } or IPropertyReferenceOperation { Property.Name: "Result" })
            {
                uses.Add(reference);
            }
        }

        if (uses.Skip(1).FirstOrDefault(second => uses.TakeWhile(first => first != second).Any(first => IsAlwaysBefore(first, second))) is { } again)
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.AwaitedTwice, again.Syntax.GetLocation(), [call.Syntax.GetLocation()], variable.Name));
        }
    }

    // The first is a statement's own work, and the second stands in a later statement of the same block, or within one.
    private static bool IsAlwaysBefore(IOperation first, IOperation second)
    {
        if (Statement(first) is not { Parent: { } block } statement || statement is IReturnOperation or IConditionalOperation or ISwitchOperation or ILoopOperation or ITryOperation || IsConditional(first, statement))
        {
            return false;
        }

        IOperation? later = second;
        while (later is not null && later.Parent != block)
        {
            later = later.Parent;
        }

        return later is not null && later != statement;
    }

    private static bool IsConditional(IOperation operation, IOperation statement)
    {
        for (IOperation? outer = operation.Parent; outer is not null && outer != statement; outer = outer.Parent)
        {
            if (outer is IConditionalOperation or ISwitchExpressionOperation or ICoalesceOperation or IConditionalAccessOperation or IBinaryOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFunction(IOperation operation, IOperation scope)
    {
        for (IOperation? outer = operation.Parent; outer is not null && outer != scope; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? Statement(IOperation operation)
    {
        IOperation? outer = operation;
        while (outer is not null && outer.Parent is not (IBlockOperation or ISwitchCaseOperation))
        {
            outer = outer.Parent;
        }

        return outer;
    }
}
