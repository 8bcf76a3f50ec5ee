using System.Globalization;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Reads the defaults that parameters and initializers declare.</summary>
internal static class DefaultReader
{
    private static readonly DefaultValue Null = new(DefaultKind.Null, string.Empty);
    private static readonly DefaultValue Zero = new(DefaultKind.Zero, string.Empty);
    private static readonly DefaultValue Empty = new(DefaultKind.Empty, string.Empty);

    /// <summary>The default of a parameter, or null when callers must pass it.</summary>
    public static DefaultValue? ReadParameter(ParseContext context, IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
        {
            return null;
        }

        ITypeSymbol type = parameter.Type;
        if (IsUnbound(type))
        {
            ExpressionSyntax? expression = parameter.DeclaringSyntaxReferences
                .Select(reference => reference.GetSyntax(context.Cancel))
                .OfType<ParameterSyntax>()
                .FirstOrDefault()?.Default?.Value;
            return expression is null ? null : ReadUnbound(expression, type);
        }

        return parameter.ExplicitDefaultValue is { } value ? Convert(value, type) : NoValue(type);
    }

    /// <summary>The constant that a field or property is initialized with, and whether its initializer is no constant.</summary>
    public static (DefaultValue? Value, bool IsOpaque) ReadInitializer(ParseContext context, ISymbol member, ITypeSymbol type)
    {
        EqualsValueClauseSyntax? initializer = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancel) switch
        {
            PropertyDeclarationSyntax property => property.Initializer,
            VariableDeclaratorSyntax field => field.Initializer,
            _ => null,
        };
        if (initializer is null)
        {
            return (null, false);
        }

        ExpressionSyntax expression = Unwrap(initializer.Value);
        if (IsNullOrDefault(expression))
        {
            return (NoValue(type), false);
        }

        if (IsUnbound(type))
        {
            DefaultValue? unbound = ReadUnbound(expression, type);
            return (unbound, unbound is null);
        }

        if (expression is LiteralExpressionSyntax { Token.Value: { } literal } && !expression.IsKind(SyntaxKind.Utf8StringLiteralExpression))
        {
            DefaultValue? value = Convert(literal, type);
            return (value, value is null);
        }

        // Most initializers are known by their syntax; a semantic model for one binds all that stands around it.
        if (IsEmptyCollection(expression, type))
        {
            return (Empty, false);
        }

        SemanticModel model = context.ModelOf(expression);
        if (model.GetConstantValue(expression, context.Cancel) is { HasValue: true, Value: { } constant })
        {
            DefaultValue? value = Convert(constant, type);
            return (value, value is null);
        }

        return model.GetSymbolInfo(expression, context.Cancel).Symbol switch
        {
            IFieldSymbol { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } => (new DefaultValue(DefaultKind.Text, string.Empty), false),
            IParameterSymbol parameter => (ReadParameter(context, parameter), false),
            _ => (null, true),
        };
    }

    private static ExpressionSyntax Unwrap(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Unwrap(parenthesized.Expression),
        PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) => Unwrap(suppressed.Operand),
        _ => expression,
    };

    private static bool IsNullOrDefault(ExpressionSyntax expression) => expression.Kind()
        is SyntaxKind.NullLiteralExpression or SyntaxKind.DefaultLiteralExpression or SyntaxKind.DefaultExpression;

    private static DefaultValue? NoValue(ITypeSymbol type) => type switch
    {
        _ when IsNullable(type) => Null,
        { IsValueType: true } or ITypeParameterSymbol => Zero,

        // `= null!` on a reference that may not be null says nothing.
        _ => null,
    };

    private static bool IsNullable(ITypeSymbol type) =>
        type.NullableAnnotation == NullableAnnotation.Annotated || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static bool IsUnbound(ITypeSymbol type) => WithoutNullable(type).TypeKind == Microsoft.CodeAnalysis.TypeKind.Error;

    private static ITypeSymbol WithoutNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static bool IsEmptyCollection(ExpressionSyntax expression, ITypeSymbol type)
    {
        bool isCollection = type is IArrayTypeSymbol
            || (type is INamedTypeSymbol named && (BuiltInTypes.FindCollection(named) is not null || BuiltInTypes.FindMap(named) is not null));
        return isCollection && expression switch
        {
            CollectionExpressionSyntax collection => collection.Elements.Count == 0,
            BaseObjectCreationExpressionSyntax creation => (creation.ArgumentList?.Arguments.Count ?? 0) == 0 && (creation.Initializer?.Expressions.Count ?? 0) == 0,
            _ => false,
        };
    }

    // A generator sees neither the type nor its values: the names are checked when the type is bound.
    private static DefaultValue? ReadUnbound(ExpressionSyntax expression, ITypeSymbol type)
    {
        ExpressionSyntax value = Unwrap(expression);
        return value switch
        {
            _ when value.IsKind(SyntaxKind.NullLiteralExpression) => IsNullable(type) ? Null : null,
            _ when IsNullOrDefault(value) => IsNullable(type) ? Null : Zero,
            MemberAccessExpressionSyntax access => new DefaultValue(DefaultKind.EnumName, access.Name.Identifier.ValueText),
            BinaryExpressionSyntax both when both.IsKind(SyntaxKind.BitwiseOrExpression)
                && ReadUnbound(both.Left, type) is { Kind: DefaultKind.EnumName } left
                && ReadUnbound(both.Right, type) is { Kind: DefaultKind.EnumName } right => new DefaultValue(DefaultKind.EnumName, $"{left.Text}, {right.Text}"),
            _ => null,
        };
    }

    private static DefaultValue? Convert(object value, ITypeSymbol type)
    {
        ITypeSymbol target = WithoutNullable(type);
        if (target is INamedTypeSymbol { TypeKind: Microsoft.CodeAnalysis.TypeKind.Enum } enumType)
        {
            return new DefaultValue(DefaultKind.EnumName, EnumReader.NameOf(enumType, EnumReader.NumberOf(value)));
        }

        PrimitiveKind? kind = BuiltInTypes.FindPrimitive(target);
        return (kind, value) switch
        {
            (PrimitiveKind.Boolean, bool truth) => new DefaultValue(DefaultKind.Boolean, truth ? "true" : "false"),
            (PrimitiveKind.String, string text) => new DefaultValue(DefaultKind.Text, text),
            (PrimitiveKind.Char, char character) => new DefaultValue(DefaultKind.Text, character.ToString()),
            (_, char code) when IsNumber(kind) => Number((int)code, kind),
            (_, IFormattable number) when IsNumber(kind) => Number(number, kind),
            _ => null,
        };
    }

    private static bool IsNumber(PrimitiveKind? kind) => kind is >= PrimitiveKind.SByte and <= PrimitiveKind.Decimal;

    private static DefaultValue Number(IFormattable value, PrimitiveKind? kind)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return new DefaultValue(DefaultKind.Number, kind switch
        {
            PrimitiveKind.Double => RoundTrip(System.Convert.ToDouble(value, invariant)),
            PrimitiveKind.Single => RoundTrip(System.Convert.ToSingle(value, invariant)),
            _ => value.ToString(null, invariant),
        });
    }

    // "R" of the older framework loses the sign of zero and, rarely, a bit.
    private static string RoundTrip(double value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string text = value.ToString("R", invariant);
        if (value == 0)
        {
            return BitConverter.DoubleToInt64Bits(value) < 0 ? "-0" : "0";
        }

        bool isExact = double.IsNaN(value) || double.IsInfinity(value) || double.Parse(text, invariant) == value;
        return isExact ? text : value.ToString("G17", invariant);
    }

    private static string RoundTrip(float value)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string text = value.ToString("R", invariant);
        if (value == 0)
        {
            return BitConverter.DoubleToInt64Bits(value) < 0 ? "-0" : "0";
        }

        bool isExact = float.IsNaN(value) || float.IsInfinity(value) || float.Parse(text, invariant) == value;
        return isExact ? text : value.ToString("G9", invariant);
    }
}
