using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL3021: disposes the client at the end of its block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitUsingFix)), Shared]
internal sealed class AwaitUsingFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [UsageDiagnostics.ClientNotDisposed.Id];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { Declaration.Variables.Count: 1 } statement && Calls.CanAwait(statement))
        {
            yield return new Remedy("Dispose it with 'await using'", nameof(AwaitUsingFix), statement, editor => editor.ReplaceNode(statement, static (current, _) => Disposed((LocalDeclarationStatementSyntax)current)));
        }
    }

    private static LocalDeclarationStatementSyntax Disposed(LocalDeclarationStatementSyntax statement) => statement
        .WithoutLeadingTrivia()
        .WithAwaitKeyword(SyntaxFactory.Token(statement.GetLeadingTrivia(), SyntaxKind.AwaitKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)))
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
}
