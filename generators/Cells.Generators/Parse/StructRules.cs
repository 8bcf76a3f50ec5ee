using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>The rules for structs: without references they cross as their memory image, so all of it must be in the contract.</summary>
internal static class StructRules
{
    private const int Sequential = 0;
    private const int Explicit = 2;

    /// <summary>Reports what <paramref name="type"/> does wrong.</summary>
    public static void Check(ParseContext context, INamedTypeSymbol type, string path)
    {
        CheckLayout(context, type, path);
        CheckFields(context, type, path);
        CheckCapture(context, type, path);
        if (Contains(type, type, []))
        {
            context.Report(ContractRules.RecursiveStruct, type.Place(), path, type.Display());
        }
    }

    private static void CheckLayout(ParseContext context, INamedTypeSymbol type, string path)
    {
        if (type.FindAttribute(MetadataNames.StructLayout) is not { } attribute)
        {
            return;
        }

        int kind = attribute.Positional(0) is { } value ? Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) : Sequential;
        string? layout = kind switch
        {
            Explicit => "explicit",
            not Sequential => "automatic",
            _ when attribute.Named("Pack") is int and not 0 => "packed",
            _ when attribute.Named("Size") is int and not 0 => "of a given size",
            _ => null,
        };
        if (layout is not null)
        {
            context.Report(ContractRules.StructLayout, type.Place(), path, type.Display(), layout);
        }
    }

    private static void CheckFields(ParseContext context, INamedTypeSymbol type, string path)
    {
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.IsStatic || field.IsConst)
            {
                continue;
            }

            ISymbol holder = field.AssociatedSymbol ?? field;
            bool isMember = holder.DeclaredAccessibility == Accessibility.Public && holder is IFieldSymbol { IsFixedSizeBuffer: false } or IPropertySymbol;
            if (!isMember)
            {
                context.Report(ContractRules.StructState, holder.Place(), $"{path}.{holder.Name}", type.Display(), holder.Name);
            }
        }
    }

    // A parameter of the struct's header that a method uses becomes a field without a name.
    private static void CheckCapture(ParseContext context, INamedTypeSymbol type, string path)
    {
        if (type.IsRecord || ConstructorChoice.Primary(type) is not { } primary)
        {
            return;
        }

        foreach (IdentifierNameSyntax name in type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(context.Cancel))
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(static declaration => declaration.Members)
            .SelectMany(static member => member.DescendantNodes())
            .OfType<IdentifierNameSyntax>()
            .Where(name => primary.Parameters.Any(parameter => parameter.Name == name.Identifier.ValueText) && !IsInInitializer(name)))
        {
            if (context.ModelOf(name).GetSymbolInfo(name, context.Cancel).Symbol is IParameterSymbol parameter
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, primary))
            {
                context.Report(ContractRules.StructState, parameter.Place(), $"{path}.{parameter.Name}", type.Display(), parameter.Name);
            }
        }
    }

    private static bool IsInInitializer(SyntaxNode node) => node.Ancestors().TakeWhile(static ancestor => ancestor is not TypeDeclarationSyntax)
        .Any(static ancestor => ancestor is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax or PropertyDeclarationSyntax });

    private static bool Contains(INamedTypeSymbol type, INamedTypeSymbol wanted, HashSet<ITypeSymbol> visited)
    {
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(static field => !field.IsStatic && field.Type.IsValueType))
        {
            if (field.Type is not INamedTypeSymbol inner || inner.SpecialType is not (SpecialType.None or SpecialType.System_Nullable_T))
            {
                continue;
            }

            if (SymbolEqualityComparer.Default.Equals(inner.OriginalDefinition, wanted.OriginalDefinition)
                || inner.TypeArguments.Any(argument => SymbolEqualityComparer.Default.Equals(argument.OriginalDefinition, wanted.OriginalDefinition) && inner.Name is "Nullable" or "ValueTuple" or "KeyValuePair")
                || (visited.Add(inner) && Contains(inner, wanted, visited)))
            {
                return true;
            }
        }

        return false;
    }
}
