using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>CELL1050: declares an event as it must be: partial, an instance method that returns <c>ValueTask</c>, without a body.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EventFix)), Shared]
internal sealed class EventFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.EventDeclaration];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is not MethodDeclarationSyntax { TypeParameterList: null } method || site.Declared is not IMethodSymbol symbol
            || Generators.SymbolNames.HasAttribute(symbol, Generators.MetadataNames.Call)
            || symbol.PartialImplementationPart is not null
            || site.Compilation.GetTypeByMetadataName(Generators.MetadataNames.ValueTask) is not { } task)
        {
            yield break;
        }

        yield return new Remedy("Declare the event without a body", nameof(EventFix), method, editor =>
        {
            Usings.Add(editor, site, method, task);
            editor.ReplaceNode(method, (current, generator) => Without((MethodDeclarationSyntax)current, symbol, task, generator));
        });
    }

    private static MethodDeclarationSyntax Without(MethodDeclarationSyntax declaration, IMethodSymbol symbol, INamedTypeSymbol task, SyntaxGenerator generator)
    {
        TypeSyntax returned = symbol.ReturnType.Equals(task, SymbolEqualityComparer.Default)
            ? declaration.ReturnType
            : (TypeSyntax)generator.TypeExpression(task).WithTriviaFrom(declaration.ReturnType);
        MethodDeclarationSyntax bare = Modifiers.Remove(declaration, SyntaxKind.StaticKeyword, SyntaxKind.AsyncKeyword)
            .WithBody(null)
            .WithExpressionBody(null)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
        bare = bare.WithReturnType(returned.WithTriviaFrom(bare.ReturnType)).WithParameterList(bare.ParameterList.WithTrailingTrivia());
        return Modifiers.Add(bare, SyntaxKind.PartialKeyword).WithTrailingTrivia(declaration.GetTrailingTrivia());
    }
}
