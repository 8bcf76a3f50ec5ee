using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1060: swaps bounds of which the lower is above the upper.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstraintBoundsFix)), Shared]
internal sealed class ConstraintBoundsFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.ConstraintMisuse];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList.Arguments: { Count: >= 2 } arguments } attribute
            || AttributesOf.ClassOf(site, attribute) is not { Name: "RangeAttribute" or "LengthAttribute" })
        {
            yield break;
        }

        ExpressionSyntax lower = arguments[0].Expression;
        ExpressionSyntax upper = arguments[1].Expression;
        if (site.Model.GetConstantValue(lower, site.Cancel).Value is IComparable first && site.Model.GetConstantValue(upper, site.Cancel).Value is { } second
            && first.GetType() == second.GetType() && first is not string && first.CompareTo(second) > 0)
        {
            yield return new Remedy("Swap the bounds", nameof(ConstraintBoundsFix), attribute, editor =>
            {
                editor.ReplaceNode(lower, upper.WithTriviaFrom(lower));
                editor.ReplaceNode(upper, lower.WithTriviaFrom(upper));
            });
        }
    }
}
