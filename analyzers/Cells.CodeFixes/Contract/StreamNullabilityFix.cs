using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1046: removes the <c>?</c> of a stream that may be null. Which of two streams goes, their author decides.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StreamNullabilityFix)), Shared]
internal sealed class StreamNullabilityFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.Stream];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        TypeSyntax? type = site.Node switch
        {
            MethodDeclarationSyntax method => method.ReturnType,
            ParameterSyntax parameter => parameter.Type,
            _ => null,
        };
        if (type is NullableTypeSyntax nullable)
        {
            yield return new Remedy("Remove the '?' of the stream", nameof(StreamNullabilityFix), nullable, editor => NullableEditing.RemoveMark(editor, nullable));
        }
    }
}
