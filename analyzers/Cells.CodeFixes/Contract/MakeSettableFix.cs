using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1010: makes a member readable and settable. An <c>init</c> suffices where nothing was settable before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeSettableFix)), Shared]
internal sealed class MakeSettableFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.MemberNotSettable];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        switch (site.Node)
        {
            case PropertyDeclarationSyntax { AccessorList.Accessors: var accessors }:
                if (accessors.FirstOrDefault(static accessor => accessor.Modifiers.Any(static modifier => Modifiers.IsAccessibility(modifier.Kind()))) is { } restricted)
                {
                    yield return new Remedy($"Make '{restricted.Keyword.ValueText}' public", "Accessor", restricted, editor =>
                        editor.ReplaceNode(restricted, static (current, _) => Unrestricted((AccessorDeclarationSyntax)current)));
                }
                else if (accessors.Count == 1 && accessors[0] is { RawKind: (int)SyntaxKind.GetAccessorDeclaration, Body: null, ExpressionBody: null } getter && CanBeSettable(site))
                {
                    yield return new Remedy("Add 'init'", "Init", getter.Parent!, editor =>
                        editor.ReplaceNode(getter.Parent!, static (current, _) => WithInit((AccessorListSyntax)current)));
                }

                break;
            case VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } when field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword):
                yield return new Remedy("Remove 'readonly'", "Field", field, editor =>
                    editor.ReplaceNode(field, static (current, _) => Modifiers.Remove((FieldDeclarationSyntax)current, SyntaxKind.ReadOnlyKeyword)));
                break;
        }
    }

    // An override has the accessors of what it overrides.
    private static bool CanBeSettable(FixSite site) => site.Declared is IPropertySymbol { IsOverride: false, IsAbstract: false, IsVirtual: false, ExplicitInterfaceImplementations.IsEmpty: true };

    private static AccessorDeclarationSyntax Unrestricted(AccessorDeclarationSyntax accessor) =>
        accessor.WithModifiers(SyntaxFactory.TokenList(accessor.Modifiers.Where(static modifier => !Modifiers.IsAccessibility(modifier.Kind())))).WithLeadingTrivia(accessor.GetLeadingTrivia());

    private static AccessorListSyntax WithInit(AccessorListSyntax list)
    {
        AccessorDeclarationSyntax getter = list.Accessors[0];
        AccessorDeclarationSyntax init = SyntaxFactory.AccessorDeclaration(SyntaxKind.InitAccessorDeclaration)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithLeadingTrivia(getter.GetLeadingTrivia())
            .WithTrailingTrivia(getter.GetTrailingTrivia());
        return list.AddAccessors(init);
    }
}
