using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>Adds and removes the <c>?</c> of types.</summary>
internal static class NullableEditing
{
    /// <summary>Removes the <c>?</c>.</summary>
    public static void RemoveMark(SyntaxEditor editor, NullableTypeSyntax type) =>
        editor.ReplaceNode(type, static (current, _) => ((NullableTypeSyntax)current).ElementType.WithTriviaFrom(current));

    /// <summary><paramref name="type"/> with a <c>?</c>, unless it has one.</summary>
    public static TypeSyntax Mark(TypeSyntax type) =>
        type is NullableTypeSyntax ? type : SyntaxFactory.NullableType(type.WithoutTrailingTrivia()).WithTrailingTrivia(type.GetTrailingTrivia());
}
