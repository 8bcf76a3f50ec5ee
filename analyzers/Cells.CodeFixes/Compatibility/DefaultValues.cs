using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>The values that fixes give to what is left out.</summary>
internal static class DefaultValues
{
    /// <summary>The constant that a parameter of <paramref name="type"/> may have for a default; null for a type that has none but null, and does not allow that.</summary>
    public static ExpressionSyntax? OfParameter(ITypeSymbol type) => type switch
    {
        _ when IsNullable(type) => SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression),
        { SpecialType: SpecialType.System_String } => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(string.Empty)),
        { SpecialType: SpecialType.System_Boolean } => SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression),
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0)),
        { IsValueType: true } => SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression, SyntaxFactory.Token(SyntaxKind.DefaultKeyword)),
        _ => null,
    };

    /// <summary>Whether a property of <paramref name="type"/> has a value without an initializer.</summary>
    public static bool HasZero(ITypeSymbol type) => type.IsValueType || IsNullable(type);

    /// <summary>The value that a property of <paramref name="type"/> is initialized with where it must not be null; null when there is none that everybody expects.</summary>
    public static ExpressionSyntax? OfProperty(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => OfParameter(type),
        IArrayTypeSymbol => EmptyCollection,
        INamedTypeSymbol named when BuiltInTypes.FindCollection(named) is not null || BuiltInTypes.FindMap(named) is not null => EmptyCollection,
        _ => null,
    };

    private static ExpressionSyntax EmptyCollection => SyntaxFactory.CollectionExpression();

    private static bool IsNullable(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || (type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.Annotated);
}
