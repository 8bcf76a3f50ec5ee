using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>Adds and removes modifiers, and leaves comments and indentation where they are.</summary>
internal static class Modifiers
{
    /// <summary>With <paramref name="kind"/>: an accessibility first, <c>partial</c> last, the others before <c>partial</c>.</summary>
    public static T Add<T>(T declaration, SyntaxKind kind)
        where T : MemberDeclarationSyntax
    {
        SyntaxTokenList modifiers = declaration.Modifiers;
        if (modifiers.Any(kind))
        {
            return declaration;
        }

        int partial = modifiers.IndexOf(SyntaxKind.PartialKeyword);
        int index = IsAccessibility(kind) ? 0 : kind == SyntaxKind.PartialKeyword || partial < 0 ? modifiers.Count : partial;
        SyntaxToken follower = index < modifiers.Count ? modifiers[index] : FirstAfterModifiers(declaration);
        SyntaxToken added = SyntaxFactory.Token(follower.LeadingTrivia, kind, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        T bare = declaration.ReplaceToken(follower, follower.WithLeadingTrivia());
        return (T)bare.WithModifiers(bare.Modifiers.Insert(index, added));
    }

    /// <summary>Without <paramref name="kinds"/>.</summary>
    public static T Remove<T>(T declaration, params SyntaxKind[] kinds)
        where T : MemberDeclarationSyntax
    {
        foreach (SyntaxKind kind in kinds)
        {
            int index = declaration.Modifiers.IndexOf(kind);
            if (index >= 0)
            {
                SyntaxToken removed = declaration.Modifiers[index];
                SyntaxToken follower = removed.GetNextToken();
                T moved = declaration.ReplaceToken(follower, follower.WithLeadingTrivia(removed.LeadingTrivia));
                declaration = (T)moved.WithModifiers(moved.Modifiers.RemoveAt(index));
            }
        }

        return declaration;
    }

    /// <summary>With <paramref name="accessibility"/> in the place of whatever accessibility is written.</summary>
    public static T SetAccessibility<T>(T declaration, SyntaxKind accessibility)
        where T : MemberDeclarationSyntax
        => Add(
            Remove(declaration, SyntaxKind.PublicKeyword, SyntaxKind.PrivateKeyword, SyntaxKind.ProtectedKeyword, SyntaxKind.InternalKeyword, SyntaxKind.FileKeyword),
            accessibility);

    /// <summary>Whether <paramref name="kind"/> says who may use a declaration.</summary>
    public static bool IsAccessibility(SyntaxKind kind) =>
        kind is SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword;

    private static SyntaxToken FirstAfterModifiers(MemberDeclarationSyntax declaration) =>
        declaration.Modifiers.Count > 0 ? declaration.Modifiers[declaration.Modifiers.Count - 1].GetNextToken()
        : declaration.AttributeLists.Count > 0 ? declaration.AttributeLists[declaration.AttributeLists.Count - 1].GetLastToken().GetNextToken()
        : declaration.GetFirstToken();
}
