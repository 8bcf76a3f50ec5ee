using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1034: marks the constructor that creates the cell. Which one it is, its author says by applying the fix to it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CellConstructorFix)), Shared]
internal sealed class CellConstructorFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CellConstructor];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is not ConstructorDeclarationSyntax constructor || site.Compilation.GetTypeByMetadataName(Generators.MetadataNames.ActivatorUtilitiesConstructor) is not { } marker)
        {
            yield break;
        }

        if (AttributesOf.Class(site, constructor, marker) is { } mark)
        {
            yield return new Remedy("Do not create the cell with this constructor", "Unmark", constructor, editor => AttributeEditing.Remove(editor, mark));
        }
        else
        {
            yield return new Remedy("Create the cell with this constructor", "Mark", constructor, editor => AttributeEditing.Add(editor, site, constructor, marker));
        }
    }
}
