using System.Globalization;
using System.Text.RegularExpressions;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads the constraints of System.ComponentModel.DataAnnotations.</summary>
internal static class ConstraintReader
{
    /// <summary>The constraints on a member or parameter, in the order of their kinds.</summary>
    /// <param name="context">The parse.</param>
    /// <param name="path">The member's or parameter's path.</param>
    /// <param name="type">Its type.</param>
    /// <param name="symbol">The symbol that carries the attributes.</param>
    /// <param name="second">The positional parameter behind the symbol, which C# puts attributes on by default; or null.</param>
    public static EquatableArray<Constraint> Read(ParseContext context, string path, ITypeSymbol type, ISymbol symbol, ISymbol? second = null)
    {
        List<Constraint> constraints = [];
        foreach (ISymbol carrier in second is null ? [symbol] : new[] { symbol, second })
        {
            foreach (AttributeData attribute in carrier.GetAttributes())
            {
                if (!IsValidation(attribute.AttributeClass))
                {
                    continue;
                }

                Location? place = attribute.ApplicationSyntaxReference is { } syntax ? syntax.SyntaxTree.GetLocation(syntax.Span) : carrier.Place();
                (Constraint? constraint, string? id, string? wrong) = Read(attribute, Unwrap(type));
                if (id is not null)
                {
                    context.Report(id, place, path, attribute.DisplayName(), wrong!);
                }
                else if (constraint is not null && !constraints.Contains(constraint))
                {
                    constraints.Add(constraint);
                }
            }
        }

        return constraints.OrderBy(static constraint => constraint.Kind).ThenBy(static constraint => constraint.ToString(), StringComparer.Ordinal).ToEquatableArray();
    }

    private static (Constraint? Constraint, string? Id, string? Wrong) Read(AttributeData attribute, ITypeSymbol type) => attribute.AttributeClass!.Name switch
    {
        _ when attribute.AttributeClass.ContainingNamespace.ToDisplayString() != MetadataNames.DataAnnotations => NotCarried(),
        "RangeAttribute" => ReadRange(attribute, type),
        "StringLengthAttribute" => ReadLength(
            type, attribute.Named("MinimumLength") as int?, attribute.Positional(0) as int?, isForCollections: false),
        "MinLengthAttribute" => ReadLength(type, attribute.Positional(0) as int?, null, isForCollections: true),
        "MaxLengthAttribute" => attribute.Positional(0) is int maximum
            ? ReadLength(type, null, maximum, isForCollections: true)
            : Misuse("give the length"),
        "LengthAttribute" => ReadLength(type, attribute.Positional(0) as int?, attribute.Positional(1) as int?, isForCollections: true),
        "RegularExpressionAttribute" => ReadPattern(attribute, type),
        "RequiredAttribute" => (null, ContractRules.ConstraintNotCarried, "a contract says it with the 'required' keyword and a type without '?'"),
        _ => NotCarried(),
    };

    private static (Constraint?, string?, string?) ReadRange(AttributeData attribute, ITypeSymbol type)
    {
        if (BuiltInTypes.FindPrimitive(type) is not (>= PrimitiveKind.SByte and <= PrimitiveKind.Decimal))
        {
            return Misuse("it fits numbers only");
        }

        if (attribute.Named("MinimumIsExclusive") is true || attribute.Named("MaximumIsExclusive") is true)
        {
            return Misuse("exclusive bounds are not carried: give the first and the last value that are allowed");
        }

        int first = attribute.ConstructorArguments.Length == 3 ? 1 : 0;
        string? minimum = Number(attribute.Positional(first));
        string? maximum = Number(attribute.Positional(first + 1));
        return minimum is null || maximum is null
            ? Misuse("the bounds are no numbers in invariant notation")
            : IsAbove(minimum, maximum) ? Misuse("the lower bound is above the upper one")
            : (new Constraint(ConstraintKind.Range, minimum, maximum, null), null, null);
    }

    private static (Constraint?, string?, string?) ReadLength(ITypeSymbol type, int? minimum, int? maximum, bool isForCollections)
    {
        bool isString = type.SpecialType == SpecialType.System_String;
        bool isCollection = type is IArrayTypeSymbol
            || (type is INamedTypeSymbol named && (BuiltInTypes.FindCollection(named) is not null || BuiltInTypes.FindMap(named) is not null));
        if (!isString && !(isForCollections && isCollection))
        {
            return Misuse(isForCollections ? "it fits strings and collections only" : "it fits strings only");
        }

        if (minimum < 0 || maximum < 0)
        {
            return Misuse("a length is not negative");
        }

        return minimum > maximum
            ? Misuse("the least length is above the greatest")
            : (new Constraint(ConstraintKind.Length, minimum?.ToString(CultureInfo.InvariantCulture), maximum?.ToString(CultureInfo.InvariantCulture), null), null, null);
    }

    private static (Constraint?, string?, string?) ReadPattern(AttributeData attribute, ITypeSymbol type)
    {
        if (type.SpecialType != SpecialType.System_String)
        {
            return Misuse("it fits strings only");
        }

        string pattern = attribute.Positional(0) as string ?? string.Empty;
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (ArgumentException error)
        {
            return Misuse($"the pattern is not valid: {error.Message}");
        }

        return (new Constraint(ConstraintKind.Pattern, null, null, pattern), null, null);
    }

    private static (Constraint?, string?, string?) Misuse(string wrong) => (null, ContractRules.ConstraintMisuse, wrong);

    private static (Constraint?, string?, string?) NotCarried() =>
        (null, ContractRules.ConstraintNotCarried, "use [Range], [StringLength], [MinLength], [MaxLength], [Length] or [RegularExpression]");

    private static string? Number(object? bound) => bound switch
    {
        int whole => whole.ToString(CultureInfo.InvariantCulture),
        double real when !double.IsNaN(real) => real.ToString("R", CultureInfo.InvariantCulture),
        string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) => exact.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool IsAbove(string minimum, string maximum) =>
        double.Parse(minimum, CultureInfo.InvariantCulture) > double.Parse(maximum, CultureInfo.InvariantCulture);

    private static ITypeSymbol Unwrap(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    private static bool IsValidation(INamedTypeSymbol? type)
    {
        for (INamedTypeSymbol? level = type?.BaseType; level is not null; level = level.BaseType)
        {
            if (level.Is(MetadataNames.ValidationAttribute))
            {
                return true;
            }
        }

        return false;
    }
}
