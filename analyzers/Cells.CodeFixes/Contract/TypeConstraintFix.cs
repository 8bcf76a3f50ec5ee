using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1005: removes the constraints of a generic type, where its own code does not need them.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TypeConstraintFix)), Shared]
internal sealed class TypeConstraintFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.GenericDefinition];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is TypeDeclarationSyntax { ConstraintClauses.Count: > 0 } declaration && Without(declaration) is var bare && !NeedsThem(site, declaration, bare))
        {
            yield return new Remedy(
                "Remove the constraints", nameof(TypeConstraintFix), declaration, editor => editor.ReplaceNode(declaration, static (current, _) => Without((TypeDeclarationSyntax)current)));
        }
    }

    private static TypeDeclarationSyntax Without(TypeDeclarationSyntax declaration)
    {
        SyntaxToken end = declaration.ConstraintClauses[declaration.ConstraintClauses.Count - 1].GetLastToken();
        TypeParameterConstraintClauseSyntax[] kept =
        [
            .. declaration.ConstraintClauses.Where(static clause =>
                clause.Constraints.All(static constraint => constraint is TypeConstraintSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "notnull" } })),
        ];
        SyntaxToken last = kept.Length > 0 ? kept[kept.Length - 1].GetLastToken() : declaration.ConstraintClauses[0].GetFirstToken().GetPreviousToken();
        TypeDeclarationSyntax moved = declaration.ReplaceToken(last, last.WithTrailingTrivia(end.TrailingTrivia));
        return (TypeDeclarationSyntax)moved.WithConstraintClauses(
            SyntaxFactory.List(moved.ConstraintClauses.Where((_, index) => kept.Contains(declaration.ConstraintClauses[index]))));
    }

    private static bool NeedsThem(FixSite site, TypeDeclarationSyntax declaration, TypeDeclarationSyntax bare)
    {
        SyntaxTree tree = site.Root.SyntaxTree;
        SyntaxTree without = tree.WithRootAndOptions(site.Root.ReplaceNode(declaration, bare), tree.Options);
        SemanticModel model = site.Compilation.ReplaceSyntaxTree(tree, without).GetSemanticModel(without);
        return Errors(model, site.Cancel) > Errors(site.Model, site.Cancel);
    }

    private static int Errors(SemanticModel model, CancellationToken cancel) =>
        model.GetDiagnostics(cancellationToken: cancel).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
