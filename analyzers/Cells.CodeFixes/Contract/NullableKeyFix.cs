using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1016: removes the <c>?</c> of a map's key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NullableKeyFix)), Shared]
internal sealed class NullableKeyFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.NullableKey];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        TypeSyntax? type = DeclaredType.Of(site.Node);
        NullableTypeSyntax[] keys =
        [
            .. (type?.DescendantNodesAndSelf() ?? [])
                .OfType<GenericNameSyntax>()
                .Where(name => site.Model.GetSymbolInfo(name, site.Cancel).Symbol is INamedTypeSymbol map && Generators.BuiltInTypes.FindMap(map) is not null)
                .Select(static name => name.TypeArgumentList.Arguments[0])
                .OfType<NullableTypeSyntax>(),
        ];
        if (keys.Length > 0)
        {
            yield return new Remedy("Remove the '?' of the key", nameof(NullableKeyFix), type!, editor =>
            {
                foreach (NullableTypeSyntax key in keys)
                {
                    NullableEditing.RemoveMark(editor, key);
                }
            });
        }
    }
}
