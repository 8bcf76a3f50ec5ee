using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1042, CELL1034: takes the parameter by value. An <c>out</c> parameter is a result, which its author must return.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterByReferenceFix)), Shared]
internal sealed class ParameterByReferenceFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.ParameterByReference, Generators.ContractRules.CellConstructor];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is ParameterSyntax parameter && parameter.Modifiers.FirstOrDefault(IsReference) is { RawKind: not 0 } modifier)
        {
            yield return new Remedy(
                $"Remove '{modifier.ValueText}'",
                nameof(ParameterByReferenceFix),
                parameter,
                editor => editor.ReplaceNode(parameter, static (current, _) => ByValue((ParameterSyntax)current)));
        }
    }

    private static ParameterSyntax ByValue(ParameterSyntax parameter)
    {
        IEnumerable<SyntaxToken> kept = parameter.Modifiers.Where(static modifier => !IsReference(modifier) && !modifier.IsKind(SyntaxKind.ReadOnlyKeyword));
        return parameter.WithModifiers(SyntaxFactory.TokenList(kept)).WithLeadingTrivia(parameter.GetLeadingTrivia());
    }

    private static bool IsReference(SyntaxToken modifier) => modifier.IsKind(SyntaxKind.RefKeyword) || modifier.IsKind(SyntaxKind.InKeyword);
}
