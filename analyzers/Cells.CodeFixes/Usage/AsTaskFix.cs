using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL3014: holds the call as a Task, which may be awaited as often as one likes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AsTaskFix)), Shared]
internal sealed class AsTaskFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [UsageDiagnostics.AwaitedTwice.Id];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Diagnostic.AdditionalLocations.Count == 0
            || site.Root.FindNode(site.Diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax call
            || call.FirstAncestorOrSelf<VariableDeclarationSyntax>() is not { Variables.Count: 1 } declaration
            || site.Model.GetDeclaredSymbol(declaration.Variables[0], site.Cancel) is not ILocalSymbol variable
            || !IsOnlyAwaited(site, declaration, variable))
        {
            yield break;
        }

        yield return new Remedy("Hold the call as a Task", nameof(AsTaskFix), declaration, editor =>
        {
            editor.ReplaceNode(call, static (current, _) => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, ((ExpressionSyntax)current).WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("AsTask"))).WithTrailingTrivia(current.GetTrailingTrivia()));
            if (declaration.Type is SimpleNameSyntax { IsVar: false } type)
            {
                editor.ReplaceNode(type, (current, _) => ((SimpleNameSyntax)current).WithIdentifier(SyntaxFactory.Identifier("Task").WithTriviaFrom(type.Identifier)));
            }
        });
    }

    // A Task cannot be handed to what wants a ValueTask, and has no AsTask.
    private static bool IsOnlyAwaited(FixSite site, VariableDeclarationSyntax declaration, ILocalSymbol variable) =>
        declaration.Type is SimpleNameSyntax && declaration.Ancestors().OfType<BlockSyntax>().FirstOrDefault() is { } block
        && block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name, site.Cancel).Symbol, variable))
            .All(static name => name.Parent is AwaitExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" });
}
