using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>Adds and removes attributes, in the style of those that are there.</summary>
internal static class AttributeEditing
{
    /// <summary>Removes <paramref name="attribute"/>, and its brackets when it is alone in them. Doc comments stay.</summary>
    public static void Remove(SyntaxEditor editor, AttributeSyntax attribute)
    {
        editor.TrackNode(attribute);
        editor.ReplaceNode(attribute.Parent!.Parent!, (current, _) => Without(current, current.GetCurrentNode(attribute)!));
    }

    /// <summary>Adds <c>[type]</c>, or <c>[type("text")]</c>, with the using that it needs.</summary>
    /// <param name="editor">Receives the edit.</param>
    /// <param name="site">Where the declaration stands.</param>
    /// <param name="declaration">A member, an enum's value or a parameter.</param>
    /// <param name="type">The attribute's class.</param>
    /// <param name="text">Its argument; null for none.</param>
    public static void Add(SyntaxEditor editor, FixSite site, SyntaxNode declaration, INamedTypeSymbol type, string? text = null)
    {
        Usings.Add(editor, site, declaration, type);
        editor.ReplaceNode(declaration, (current, generator) => With(current, Create(generator, type, text)));
    }

    private static SyntaxNode With(SyntaxNode declaration, AttributeSyntax attribute) => declaration switch
    {
        MemberDeclarationSyntax member => With(member, member.AttributeLists, attribute, isInline: member is EnumMemberDeclarationSyntax || !StartsLine(member)),
        BaseParameterSyntax parameter => With(parameter, parameter.AttributeLists, attribute, isInline: true),
        _ => declaration,
    };

    private static AttributeSyntax Create(SyntaxGenerator generator, INamedTypeSymbol type, string? text)
    {
        SyntaxNode name = generator.TypeExpression(type);
        SyntaxNode list = text is null ? generator.Attribute(name) : generator.Attribute(name, [generator.AttributeArgument(generator.LiteralExpression(text))]);
        return ((AttributeListSyntax)list).Attributes[0];
    }

    private static SyntaxNode With(SyntaxNode declaration, SyntaxList<AttributeListSyntax> lists, AttributeSyntax attribute, bool isInline)
    {
        if (lists.Count > 0)
        {
            AttributeListSyntax last = lists[lists.Count - 1];
            if (!last.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) && last.Target is null)
            {
                return declaration.ReplaceNode(
                    last, last.WithAttributes(SyntaxFactory.SeparatedList<AttributeSyntax>(last.Attributes.GetWithSeparators().AddRange([Comma, attribute]))));
            }

            SyntaxTriviaList indentation = SyntaxFactory.TriviaList(last.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
            AttributeListSyntax added = List(attribute).WithLeadingTrivia(indentation).WithTrailingTrivia(last.GetTrailingTrivia());
            return WithLists(declaration, lists.Add(added));
        }

        SyntaxTriviaList leading = declaration.GetLeadingTrivia();
        SyntaxTriviaList own = isInline
            ? SyntaxFactory.TriviaList()
            : SyntaxFactory.TriviaList(leading.Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        SyntaxTrivia end = isInline ? SyntaxFactory.Space : LineEnds.Of(declaration);
        return WithLists(declaration.WithLeadingTrivia(own), [List(attribute).WithLeadingTrivia(leading).WithTrailingTrivia(end)]);
    }

    private static SyntaxNode Without(SyntaxNode declaration, AttributeSyntax attribute)
    {
        AttributeListSyntax list = (AttributeListSyntax)attribute.Parent!;
        SyntaxNode rest = list.Attributes.Count > 1
            ? declaration.ReplaceNode(list, list.WithAttributes(list.Attributes.Remove(attribute)))
            : declaration.RemoveNode(list, SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
        return rest.WithLeadingTrivia(declaration.GetLeadingTrivia());
    }

    private static SyntaxNode WithLists(SyntaxNode declaration, SyntaxList<AttributeListSyntax> lists) => declaration is MemberDeclarationSyntax member
        ? member.WithAttributeLists(lists)
        : ((BaseParameterSyntax)declaration).WithAttributeLists(lists);

    private static AttributeListSyntax List(AttributeSyntax attribute) => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute));

    private static bool StartsLine(MemberDeclarationSyntax member)
    {
        SyntaxToken before = member.GetFirstToken().GetPreviousToken();
        return before.IsKind(SyntaxKind.None) || before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) || member.GetLeadingTrivia().Any(SyntaxKind.EndOfLineTrivia);
    }

    private static SyntaxToken Comma => SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space));
}
