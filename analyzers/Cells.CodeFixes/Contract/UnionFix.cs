using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1020, CELL1023, CELL1001: makes a union abstract, its cases sealed, and an abstract class with cases a union.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnionFix)), Shared]
internal sealed class UnionFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        [Generators.ContractRules.UnionDeclaration, Generators.ContractRules.UnionCase, Generators.ContractRules.NotContractType];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is not TypeDeclarationSyntax declaration || site.Declared is not INamedTypeSymbol type)
        {
            yield break;
        }

        string name = declaration.Identifier.ValueText;
        switch (site.Diagnostic.Id)
        {
            case Generators.ContractRules.UnionDeclaration when !type.IsAbstract:
                yield return new Remedy($"Make '{name}' abstract", "Abstract", declaration, editor => editor.ReplaceNode(declaration, static (current, _) =>
                    Modifiers.Add(Modifiers.Remove((TypeDeclarationSyntax)current, SyntaxKind.SealedKeyword), SyntaxKind.AbstractKeyword)));
                break;
            case Generators.ContractRules.UnionCase when !type.IsSealed && !type.IsAbstract && !HasDerived(site, type):
                yield return new Remedy($"Make '{name}' sealed", "Sealed", declaration, editor => editor.ReplaceNode(declaration, static (current, _) =>
                    Modifiers.Add((TypeDeclarationSyntax)current, SyntaxKind.SealedKeyword)));
                break;
            case Generators.ContractRules.NotContractType
                when type.IsAbstract && HasDerived(site, type) && site.Compilation.GetTypeByMetadataName(Generators.MetadataNames.Union) is { } union:
                yield return new Remedy($"Make '{name}' a union of its cases", "Union", declaration, editor => AttributeEditing.Add(editor, site, declaration, union));
                break;
        }
    }

    private static bool HasDerived(FixSite site, INamedTypeSymbol type) =>
        Analyzers.SourceTypes.Of(site.Compilation).Any(other => SymbolEqualityComparer.Default.Equals(other.BaseType, type));
}
