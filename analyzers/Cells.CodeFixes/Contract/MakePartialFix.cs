using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1030: makes the cell's class partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
internal sealed class MakePartialFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CellNotPartial];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is TypeDeclarationSyntax type)
        {
            yield return new Remedy(
                $"Make '{type.Identifier.ValueText}' partial",
                nameof(MakePartialFix),
                type,
                editor => editor.ReplaceNode(type, static (current, _) => Modifiers.Add((TypeDeclarationSyntax)current, SyntaxKind.PartialKeyword)));
        }
    }
}
