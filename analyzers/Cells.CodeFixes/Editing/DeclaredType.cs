using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>Finds the type that a declaration gives to what it declares.</summary>
internal static class DeclaredType
{
    /// <summary>The type of a property, field or parameter, or what a method returns; null for anything else.</summary>
    public static TypeSyntax? Of(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax property => property.Type,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax field } => field.Type,
        ParameterSyntax parameter => parameter.Type,
        MethodDeclarationSyntax method => method.ReturnType,
        _ => null,
    };
}
