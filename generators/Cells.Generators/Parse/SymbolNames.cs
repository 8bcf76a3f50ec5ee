using System.Text;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>How symbols are named in a schema, in metadata and in messages.</summary>
internal static class SymbolNames
{
    /// <summary>The name in a schema: namespace, outer types and name joined with dots, with the arity of a generic: <c>Shop.Page`1</c>.</summary>
    public static string SchemaName(this INamedTypeSymbol type)
    {
        StringBuilder name = new(type.MetadataName);
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name.Insert(0, '.').Insert(0, outer.MetadataName);
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{name}" : name.ToString();
    }

    /// <summary>Whether the type, or the definition that it was made from, has the given full metadata name.</summary>
    public static bool Is(this ITypeSymbol? type, string metadataName)
    {
        // The short name is compared first: it decides nearly always, without building a string.
        if (type is not INamedTypeSymbol { ContainingType: null } named || !metadataName.EndsWith(named.MetadataName, StringComparison.Ordinal))
        {
            return false;
        }

        return string.Equals(named.OriginalDefinition.SchemaName(), metadataName, StringComparison.Ordinal);
    }

    /// <summary>The attribute of the given full metadata name, or null.</summary>
    public static AttributeData? FindAttribute(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.Is(metadataName))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Whether the symbol carries the attribute of the given full metadata name.</summary>
    public static bool HasAttribute(this ISymbol symbol, string metadataName) => symbol.FindAttribute(metadataName) is not null;

    /// <summary>The value of a named argument, or null when it is not given.</summary>
    public static object? Named(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (string.Equals(argument.Key, name, StringComparison.Ordinal) && argument.Value.Kind != TypedConstantKind.Array)
            {
                return argument.Value.Value;
            }
        }

        return null;
    }

    /// <summary>The name of the enum value that a named argument is, or null when it is not given or has no name.</summary>
    public static string? NamedEnum(this AttributeData attribute, string name)
    {
        TypedConstant value = attribute.NamedArguments.FirstOrDefault(argument => string.Equals(argument.Key, name, StringComparison.Ordinal)).Value;
        return value.Kind == TypedConstantKind.Enum
            ? value.Type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value.Value))?.Name
            : null;
    }

    /// <summary>The value of a positional argument, or null when it is not given.</summary>
    public static object? Positional(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Kind != TypedConstantKind.Array
            ? attribute.ConstructorArguments[index].Value
            : null;

    /// <summary>The attribute's name as users write it: <c>[Range]</c>.</summary>
    public static string DisplayName(this AttributeData attribute)
    {
        string name = attribute.AttributeClass?.Name ?? string.Empty;
        return $"[{(name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name)}]";
    }

    /// <summary>The symbol as a message names it: <c>List&lt;object&gt;</c>.</summary>
    public static string Display(this ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>Where the symbol is declared; its first place when there are several.</summary>
    public static Location? Place(this ISymbol symbol) => symbol.Locations.FirstOrDefault(static location => location.IsInSource);

    /// <summary>A name without a trailing <c>Async</c>, unless nothing would be left.</summary>
    public static string WithoutAsync(string name) =>
        name.Length > "Async".Length && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name;
}
