using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>Finds the attributes that are written at a declaration.</summary>
internal static class AttributesOf
{
    /// <summary>The attributes at <paramref name="declaration"/>, or at the field or event that it is a declarator of.</summary>
    public static IEnumerable<AttributeSyntax> Declaration(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax { Parent.Parent: MemberDeclarationSyntax field } => Declaration(field),
        MemberDeclarationSyntax member => member.AttributeLists.SelectMany(static list => list.Attributes),
        BaseParameterSyntax parameter => parameter.AttributeLists.SelectMany(static list => list.Attributes),
        _ => [],
    };

    /// <summary>The attribute of the class <paramref name="type"/> at <paramref name="declaration"/>, or null.</summary>
    public static AttributeSyntax? Class(FixSite site, SyntaxNode declaration, INamedTypeSymbol type) =>
        Declaration(declaration).FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(ClassOf(site, attribute), type));

    /// <summary>The attributes at <paramref name="declaration"/> whose class has the given full metadata name.</summary>
    public static IEnumerable<AttributeSyntax> Named(FixSite site, SyntaxNode declaration, string metadataName) =>
        Declaration(declaration).Where(attribute => Generators.SymbolNames.Is(ClassOf(site, attribute), metadataName));

    /// <summary>The class of <paramref name="attribute"/>, or null when it is not found.</summary>
    public static INamedTypeSymbol? ClassOf(FixSite site, AttributeSyntax attribute) => site.Model.GetTypeInfo(attribute, site.Cancel).Type as INamedTypeSymbol;

    /// <summary>The constant values of the positional arguments of <paramref name="attribute"/>.</summary>
    public static IReadOnlyList<object?> Positional(FixSite site, AttributeSyntax attribute) =>
    [
        .. (attribute.ArgumentList?.Arguments ?? default)
            .Where(static argument => argument.NameEquals is null)
            .Select(argument => site.Model.GetConstantValue(argument.Expression, site.Cancel).Value),
    ];
}
