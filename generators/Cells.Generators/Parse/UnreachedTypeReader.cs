using System.Text;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Finds the public types beside a cell's class that no call reaches.</summary>
/// <remarks>Only the files that declare the class are looked at: a whole project's types would be read again with every edit, for a note.</remarks>
internal static class UnreachedTypeReader
{
    /// <summary>The types, ordered by name.</summary>
    public static EquatableArray<UnreachedType> Read(ParseContext context, INamedTypeSymbol cell, DeclaredTypeReader reached)
    {
        HashSet<string> known = new(reached.Schemas.Select(static type => type.Name), StringComparer.Ordinal) { cell.SchemaName() };
        SortedDictionary<string, StringBuilder> types = new(StringComparer.Ordinal);
        foreach (SyntaxTree tree in cell.DeclaringSyntaxReferences.Select(static reference => reference.SyntaxTree).Distinct())
        {
            foreach (BaseTypeDeclarationSyntax node in PublicTypes(tree.GetRoot(context.Cancel)))
            {
                if (context.ModelOf(node).GetDeclaredSymbol(node, context.Cancel) is not { } type || known.Contains(type.SchemaName()))
                {
                    continue;
                }

                if (!types.TryGetValue(type.SchemaName(), out StringBuilder? text))
                {
                    types.Add(type.SchemaName(), text = new StringBuilder());
                }

                Describe(node, text);
            }
        }

        return types.Select(static type => new UnreachedType(type.Key, UnreachedType.DigestOf(type.Value.ToString()))).ToEquatableArray();
    }

    private static IEnumerable<BaseTypeDeclarationSyntax> PublicTypes(SyntaxNode root) => root
        .DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<BaseTypeDeclarationSyntax>()
        .Where(static type => type is not InterfaceDeclarationSyntax && IsPublic(type.Modifiers) && !type.Modifiers.Any(SyntaxKind.StaticKeyword));

    /// <summary>The public data of a type as written: to a generator, types of a dependency mean nothing yet. Methods are no part of any contract.</summary>
    private static void Describe(BaseTypeDeclarationSyntax node, StringBuilder text)
    {
        text.Append(node.Kind()).Append(' ').Append(node.BaseList).Append('\n');
        IEnumerable<SyntaxNode> data = node switch
        {
            EnumDeclarationSyntax values => values.Members,
            TypeDeclarationSyntax type => type.Members.Where(IsData).Prepend<SyntaxNode?>(type.ParameterList).OfType<SyntaxNode>(),
            _ => [],
        };
        foreach (SyntaxNode member in data)
        {
            // What a body does may change with any edit and is nobody's contract.
            foreach (SyntaxToken token in member.DescendantTokens(static inner => inner is not (BlockSyntax or ArrowExpressionClauseSyntax)))
            {
                text.Append(token.Text).Append(' ');
            }

            text.Append('\n');
        }
    }

    private static bool IsData(MemberDeclarationSyntax member) =>
        member is PropertyDeclarationSyntax or FieldDeclarationSyntax && IsPublic(member.Modifiers);

    private static bool IsPublic(SyntaxTokenList modifiers) => modifiers.Any(SyntaxKind.PublicKeyword);
}
