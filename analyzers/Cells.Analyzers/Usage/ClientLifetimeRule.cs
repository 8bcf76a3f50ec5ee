using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3020, CELL3021: a client that lives for one call, and one that is never disposed.</summary>
internal static class ClientLifetimeRule
{
    /// <summary>Judges <c>new CatalogClient(channel)</c>.</summary>
    public static void Check(OperationAnalysisContext context, IObjectCreationOperation creation, ClientSymbols clients)
    {
        if (clients.IsClient(creation.Type))
        {
            Judge(context, creation, (INamedTypeSymbol)creation.Type!);
        }
    }

    /// <summary>Judges <c>await CatalogClient.ConnectAsync()</c>.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation connect, ClientSymbols clients)
    {
        IOperation current = connect;
        while (current.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IAwaitOperation)
        {
            current = current.Parent;
        }

        if (current is IAwaitOperation && clients.IsClient(connect.TargetMethod.ContainingType))
        {
            Judge(context, current, connect.TargetMethod.ContainingType);
        }
    }

    private static void Judge(OperationAnalysisContext context, IOperation creation, INamedTypeSymbol client)
    {
        IVariableDeclaratorOperation? declarator = Declarator(creation);
        bool isUsing = declarator is not null && IsUsing(declarator);
        bool isOnlyCalled = declarator is null ? creation.Parent is IInvocationOperation invocation && invocation.Instance == creation : isUsing || IsOnlyCalled(declarator, context);
        if (!isOnlyCalled)
        {
            return;
        }

        if (EnclosingFunction.Handler(creation, context.ContainingSymbol) is not null)
        {
            Report("in every call of the handler");
        }
        else if (isUsing && IsInLoop(creation))
        {
            Report("in every turn of the loop");
        }
        else if (declarator is not null && !isUsing && !IsEntryPoint(context))
        {
            context.ReportDiagnostic(Diagnostic.Create(UsageDiagnostics.ClientNotDisposed, declarator.Syntax.GetLocation(), declarator.Symbol.Name, client.Name));
        }

        void Report(string where) => context.ReportDiagnostic(Diagnostic.Create(
            UsageDiagnostics.ClientPerCall, creation.Syntax.GetLocation(), client.Name, where, client.Interfaces.FirstOrDefault(static type => type.Name != "IAsyncDisposable")?.Name ?? client.Name));
    }

    private static IVariableDeclaratorOperation? Declarator(IOperation creation)
    {
        IOperation? parent = creation.Parent is IConversionOperation conversion ? conversion.Parent : creation.Parent;
        return (parent as IVariableInitializerOperation)?.Parent as IVariableDeclaratorOperation;
    }

    private static bool IsUsing(IVariableDeclaratorOperation declarator) => declarator.Parent?.Parent is { } group && (group is IUsingOperation || group.Parent is IUsingDeclarationOperation or IUsingOperation);

    // Handed to nobody: every mention of it calls one of its methods, and none of them is DisposeAsync.
    private static bool IsOnlyCalled(IVariableDeclaratorOperation declarator, OperationAnalysisContext context)
    {
        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return root.Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            .All(static reference => reference.Parent is IInvocationOperation invocation && invocation.Instance == reference && invocation.TargetMethod.Name != "DisposeAsync")
            && !context.CancellationToken.IsCancellationRequested;
    }

    private static bool IsInLoop(IOperation operation)
    {
        for (IOperation? outer = operation.Parent; outer is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; outer = outer.Parent)
        {
            if (outer is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    // What the program's end closes.
    private static bool IsEntryPoint(OperationAnalysisContext context) =>
        SymbolEqualityComparer.Default.Equals(context.ContainingSymbol, context.Compilation.GetEntryPoint(context.CancellationToken));
}
