using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>Edits calls of a client.</summary>
internal static class Calls
{
    private const string Async = "Async";

    /// <summary>The same call in its blocking form.</summary>
    public static ExpressionSyntax Blocking(InvocationExpressionSyntax call) => Renamed(call, SymbolNames.WithoutAsync(NameOf(call)?.Identifier.ValueText ?? string.Empty));

    /// <summary>The same call in its awaitable form.</summary>
    public static ExpressionSyntax Awaitable(InvocationExpressionSyntax call) => Renamed(call, NameOf(call)?.Identifier.ValueText + Async);

    /// <summary><c>await call</c>, to be put in the place of <paramref name="replaced"/>.</summary>
    public static ExpressionSyntax Await(ExpressionSyntax call, ExpressionSyntax replaced)
    {
        ExpressionSyntax awaited = SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)), call.WithoutTrivia());
        bool isReceiver = replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax;
        return (isReceiver ? SyntaxFactory.ParenthesizedExpression(awaited) : awaited).WithTriviaFrom(replaced);
    }

    /// <summary>Whether <c>await</c> may stand at <paramref name="node"/> as the code is.</summary>
    public static bool CanAwait(SyntaxNode node) => node.Ancestors().FirstOrDefault(static outer =>
        outer is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax || outer is GlobalStatementSyntax) switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        GlobalStatementSyntax => true,
        _ => false,
    };

    private static InvocationExpressionSyntax Renamed(InvocationExpressionSyntax call, string name) => NameOf(call) is { } current
        ? call.ReplaceNode(current, current.WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(current.Identifier)))
        : call;

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
