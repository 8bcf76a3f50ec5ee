using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL3030: passes the token on; by name where arguments before it are left out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PassTokenFix)), Shared]
internal sealed class PassTokenFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [UsageDiagnostics.TokenNotPassed.Id];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: var arguments } call
            && site.Diagnostic.Property(TokenNotPassedRule.Token) is { } token
            && site.Model.GetSymbolInfo(call, site.Cancel).Symbol is IMethodSymbol { Parameters: var parameters })
        {
            bool isPositional = arguments.Arguments.Count == parameters.Length - 1 && arguments.Arguments.All(static argument => argument.NameColon is null);
            yield return new Remedy($"Pass '{token}'", nameof(PassTokenFix), arguments, editor => editor.ReplaceNode(arguments, (current, _) =>
                With((ArgumentListSyntax)current, Argument(token, isPositional ? null : parameters[parameters.Length - 1].Name))));
        }
    }

    private static ArgumentSyntax Argument(string token, string? parameter)
    {
        ArgumentSyntax argument = SyntaxFactory.Argument(SyntaxFactory.IdentifierName(Escape(token)));
        return parameter is null
            ? argument
            : argument.WithNameColon(SyntaxFactory.NameColon(SyntaxFactory.IdentifierName(Escape(parameter)), SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.ColonToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))));
    }

    private static ArgumentListSyntax With(ArgumentListSyntax list, ArgumentSyntax argument)
    {
        if (list.Arguments.Count == 0)
        {
            return list.AddArguments(argument);
        }

        SyntaxToken comma = SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return list.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(list.Arguments.GetWithSeparators().AddRange([comma, argument])));
    }

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
