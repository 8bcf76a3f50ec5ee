using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>CELL3030: a call without the token of the function that it stands in. A handler's calls inherit its cancellation, so that it need not pass it.</summary>
internal static class TokenNotPassedRule
{
    /// <summary>The property with the token's name, for the fix.</summary>
    public const string Token = "CellsToken";

    /// <summary>Reports the name of the call.</summary>
    public static void Check(OperationAnalysisContext context, IInvocationOperation call)
    {
        IParameterSymbol last = call.TargetMethod.Parameters[call.TargetMethod.Parameters.Length - 1];
        bool isLeftOut = call.Arguments.Any(argument => argument.ArgumentKind == Microsoft.CodeAnalysis.Operations.ArgumentKind.DefaultValue && SymbolEqualityComparer.Default.Equals(argument.Parameter, last));
        if (isLeftOut
            && EnclosingFunction.Of(call, context.ContainingSymbol) is { } function
            && !function.HasAttribute(MetadataNames.Call)
            && !IsCleanup(call)
            && !IsGivenLater(call)
            && function.Parameters.LastOrDefault(static parameter => parameter.Type.Is(MetadataNames.CancellationToken) && parameter.RefKind == RefKind.None) is { } token)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                UsageDiagnostics.TokenNotPassed,
                call.Syntax.GetLocation(),
                System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(Token, token.Name),
                call.TargetMethod.Name,
                token.Name));
        }
    }

    // catalog.WatchAsync().WithCancellation(cancel)
    private static bool IsGivenLater(IOperation stream) =>
        stream.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "WithCancellation" } } };

    // What is done after a failure is done whether the caller still waits or not.
    private static bool IsCleanup(IOperation operation)
    {
        for (IOperation? outer = operation; outer is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation || (outer.Parent is ITryOperation attempt && attempt.Finally == outer))
            {
                return true;
            }
        }

        return false;
    }
}
