using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3012: a handler that blocks its thread without saying so.</summary>
internal static class HandlerBlocksRule
{
    /// <summary>Reports what certainly blocks: <c>Thread.Sleep</c>, and in a handler that is not async a blocking call or a wait for what was just started.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation invocation, ClientSymbols clients)
    {
        IMethodSymbol method = invocation.TargetMethod;
        string? blocks = method switch
        {
            { Name: "Sleep", IsStatic: true } when method.ContainingType.Is("System.Threading.Thread") => "Thread.Sleep",
            { Name: "GetResult" or "Wait" } when WaitsForOther(invocation.Instance, clients) => $"{method.Name}()",
            _ when clients.IsBlockingCall(method) => $"'{method.Name}'",
            _ => null,
        };
        if (blocks is not null)
        {
            Report(context, invocation, blocks, isSleep: method.Name == "Sleep");
        }
    }

    /// <summary>Reports <c>.Result</c> of what was just started.</summary>
    public static void Check(OperationAnalysisContext context, IPropertyReferenceOperation result, ClientSymbols clients)
    {
        if (result.Property.Name == "Result" && IsTask(result.Property.ContainingType) && WaitsForOther(result.Instance, clients))
        {
            Report(context, result, ".Result", isSleep: false);
        }
    }

    private static void Report(OperationAnalysisContext context, IOperation operation, string blocks, bool isSleep)
    {
        if (EnclosingFunction.Handler(operation, context.ContainingSymbol) is { } handler && !EnclosingFunction.IsBlocking(handler) && (isSleep || !handler.IsAsync))
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.HandlerBlocks, operation.Syntax.GetLocation(), handler.Name, blocks));
        }
    }

    // A wait for a client's call is CELL3010; one for a task that is held in a variable may be over already.
    private static bool WaitsForOther(IOperation? start, ClientSymbols clients)
    {
        while (start is IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "ConfigureAwait" or "AsTask" } step)
        {
            start = step.Instance;
        }

        return start is IInvocationOperation { TargetMethod: var method } && (IsTask(method.ReturnType) || method.ReturnType.Is(MetadataNames.ValueTask) || method.ReturnType.Is(MetadataNames.ValueTaskOfT))
            && !clients.IsAwaitableCall(method);
    }

    private static bool IsTask(ITypeSymbol type) => type.Is(MetadataNames.Task) || type.Is(MetadataNames.TaskOfT);
}
