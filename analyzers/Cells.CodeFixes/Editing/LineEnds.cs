using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>The line ends of a file: an edit keeps to them.</summary>
internal static class LineEnds
{
    /// <summary>The line end of the file that <paramref name="node"/> stands in.</summary>
    public static SyntaxTrivia Of(SyntaxNode node)
    {
        SyntaxTrivia first = node.AncestorsAndSelf().Last().DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first.IsKind(SyntaxKind.EndOfLineTrivia) ? SyntaxFactory.EndOfLine(first.ToString()) : SyntaxFactory.LineFeed;
    }

    /// <summary>The line end of <paramref name="text"/>.</summary>
    public static string Of(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }
}
