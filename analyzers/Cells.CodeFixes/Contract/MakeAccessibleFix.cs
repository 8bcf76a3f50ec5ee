using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>CELL1011: makes the types that a contract names reachable for generated code, wherever they are declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeAccessibleFix)), Shared]
internal sealed class MakeAccessibleFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.NotAccessible];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (FixSite site in await FixSite.FindAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false))
        {
            INamedTypeSymbol[] types = [.. Inaccessible(site)];
            if (types.Length > 0)
            {
                SyntaxKind accessibility = IsVisibleOutside(site.Declared) ? SyntaxKind.PublicKeyword : SyntaxKind.InternalKeyword;
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Make '{types[0].Name}' {SyntaxFacts.GetText(accessibility)}",
                        cancel => SetAsync(context.Document.Project.Solution, types, accessibility, cancel),
                        nameof(MakeAccessibleFix)),
                    site.Diagnostic);
            }
        }
    }

    private static async Task<Solution> SetAsync(Solution solution, INamedTypeSymbol[] types, SyntaxKind accessibility, CancellationToken cancel)
    {
        SolutionEditor editor = new(solution);
        foreach (SyntaxReference reference in types.SelectMany(static type => type.DeclaringSyntaxReferences))
        {
            if (solution.GetDocument(reference.SyntaxTree) is { } document && await reference.GetSyntaxAsync(cancel).ConfigureAwait(false) is BaseTypeDeclarationSyntax declaration)
            {
                DocumentEditor part = await editor.GetDocumentEditorAsync(document.Id, cancel).ConfigureAwait(false);
                part.ReplaceNode(declaration, (current, _) => Modifiers.SetAccessibility((BaseTypeDeclarationSyntax)current, accessibility));
            }
        }

        return editor.GetChangedSolution();
    }

    private static IEnumerable<INamedTypeSymbol> Inaccessible(FixSite site) => NamedTypes(site)
        .SelectMany(static type => Outwards(type))
        .Where(static type => type.IsFileLocal || type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
        .Where(static type => type.DeclaringSyntaxReferences.Length > 0)
        .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> Outwards(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            yield return outer;
        }
    }

    private static IEnumerable<INamedTypeSymbol> NamedTypes(FixSite site) => site.Declared is INamedTypeSymbol declared
        ? [declared]
        : (DeclaredType.Of(site.Node)?.DescendantNodesAndSelf().OfType<TypeSyntax>() ?? [])
            .Select(name => site.Model.GetSymbolInfo(name, site.Cancel).Symbol)
            .OfType<INamedTypeSymbol>();

    private static bool IsVisibleOutside(ISymbol? symbol)
    {
        for (ISymbol? level = symbol is IParameterSymbol ? symbol.ContainingSymbol : symbol; level is not null and not INamespaceSymbol; level = level.ContainingSymbol)
        {
            if (level.DeclaredAccessibility is not Accessibility.Public)
            {
                return false;
            }
        }

        return true;
    }
}
