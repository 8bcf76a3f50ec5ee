using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>CELL1002: enables nullable annotations, where they were disabled or at the top of the file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EnableNullableFix)), Shared]
internal sealed class EnableNullableFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.ObliviousNullability];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        NullableDirectiveTriviaSyntax? directive = site.Root.DescendantNodes(static _ => true, descendIntoTrivia: true)
            .OfType<NullableDirectiveTriviaSyntax>()
            .LastOrDefault(directive => directive.SpanStart < site.Node.SpanStart && directive.IsActive);
        bool isDisabledHere = directive is { SettingToken.RawKind: (int)SyntaxKind.DisableKeyword };
        yield return new Remedy(
            "Enable nullable annotations",
            nameof(EnableNullableFix),
            isDisabledHere ? directive! : site.Root,
            editor => Enable(editor, site.Root, isDisabledHere ? directive : null));
    }

    private static void Enable(SyntaxEditor editor, SyntaxNode root, NullableDirectiveTriviaSyntax? directive) =>
        editor.ReplaceNode(root, (current, _) =>
        {
            if (directive is not null)
            {
                SyntaxToken setting = current.FindToken(directive.SettingToken.SpanStart, findInsideTrivia: true);
                return current.ReplaceToken(setting, SyntaxFactory.Token(setting.LeadingTrivia, SyntaxKind.EnableKeyword, setting.TrailingTrivia));
            }

            SyntaxTriviaList leading = current.GetLeadingTrivia();
            int index = EndOfHeader(leading);
            SyntaxTrivia added = SyntaxFactory.Trivia(SyntaxFactory
                .NullableDirectiveTrivia(SyntaxFactory.Token(SyntaxKind.EnableKeyword).WithLeadingTrivia(SyntaxFactory.Space), isActive: true)
                .WithTrailingTrivia(LineEnds.Of(current)));
            return current.WithLeadingTrivia(leading.Insert(index, added));
        });

    // Behind the comment that a file begins with: a licence stays on top.
    private static int EndOfHeader(SyntaxTriviaList leading)
    {
        int index = 0;
        while (index + 1 < leading.Count && leading[index].Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            && leading[index + 1].IsKind(SyntaxKind.EndOfLineTrivia))
        {
            index += 2;
        }

        return index;
    }
}
