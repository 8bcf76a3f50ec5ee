using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>The function that an operation runs in.</summary>
internal static class EnclosingFunction
{
    /// <summary>The lambda, the local function, or the method around <paramref name="operation"/>.</summary>
    public static IMethodSymbol? Of(IOperation operation, ISymbol containing)
    {
        for (IOperation? outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation local:
                    return local.Symbol;
            }
        }

        return containing as IMethodSymbol;
    }

    /// <summary>The handler whose own body <paramref name="operation"/> stands in; null in anything else, lambdas and local functions included.</summary>
    public static IMethodSymbol? Handler(IOperation operation, ISymbol containing) =>
        containing is IMethodSymbol method && method.HasAttribute(MetadataNames.Call) && SymbolEqualityComparer.Default.Equals(Of(operation, containing), method) ? method : null;

    /// <summary>Whether the handler is marked as one that blocks.</summary>
    public static bool IsBlocking(IMethodSymbol handler) => handler.FindAttribute(MetadataNames.Call)?.Named("Blocking") is true;
}
