using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>A public field or property that may be a member of the contract.</summary>
/// <param name="Symbol">The field or property.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsSettable">Code outside of the type can set it, in an object initializer at least.</param>
internal sealed record MemberCandidate(ISymbol Symbol, ITypeSymbol Type, bool IsSettable)
{
    /// <summary>The name in C#.</summary>
    public string Name => Symbol.Name;

    /// <summary>The public instance fields and properties of <paramref name="type"/> that hold state: base types first, then in declaration order.</summary>
    public static List<MemberCandidate> Collect(ParseContext context, INamedTypeSymbol type, string path)
    {
        List<MemberCandidate> members = [];
        foreach (INamedTypeSymbol level in Hierarchy(type))
        {
            CollectLevel(context, level, path, members);
        }

        return members;
    }

    /// <summary>The type and those of its base types that contracts look into, from the base down.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Hierarchy(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol> levels = [];
        for (INamedTypeSymbol? level = type; level is { SpecialType: SpecialType.None, TypeKind: not Microsoft.CodeAnalysis.TypeKind.Error }; level = level.BaseType)
        {
            if (level.Is(MetadataNames.CellException) || !SymbolEqualityComparer.Default.Equals(level.ContainingAssembly, type.ContainingAssembly))
            {
                break;
            }

            levels.Add(level);
        }

        levels.Reverse();
        return levels;
    }

    /// <summary>Whether the property stores its value itself.</summary>
    public static bool IsAuto(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(
        field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol?.OriginalDefinition, property.OriginalDefinition));

    private static void CollectLevel(ParseContext context, INamedTypeSymbol level, string path, List<MemberCandidate> members)
    {
        IMethodSymbol? primary = level.IsRecord && !level.IsValueType ? ConstructorChoice.Primary(level) : null;
        IEnumerable<ISymbol> visible = level.GetMembers().Where(
            static symbol => symbol is IFieldSymbol or IPropertySymbol && !symbol.IsStatic && symbol.DeclaredAccessibility == Accessibility.Public);
        foreach (ISymbol symbol in visible.OrderBy(symbol => Position(level, primary, symbol)))
        {
            if (Find(context, symbol, $"{path}.{symbol.Name}") is not { } member)
            {
                continue;
            }

            int same = members.FindIndex(other => string.Equals(other.Name, member.Name, StringComparison.Ordinal));
            if (same < 0)
            {
                members.Add(member);
            }
            else if (symbol.IsOverride)
            {
                members[same] = member;
            }
            else
            {
                context.Report(ContractRules.DuplicateMember, symbol.Place(), $"{path}.{symbol.Name}", symbol.Name, level.Display());
            }
        }
    }

    // Positional members stand where their parameters do; in structs the order is that of the fields, which is the order in memory.
    private static int Position(INamedTypeSymbol level, IMethodSymbol? primary, ISymbol symbol)
    {
        if (level.IsValueType)
        {
            int index = 0;
            foreach (IFieldSymbol field in level.GetMembers().OfType<IFieldSymbol>())
            {
                index++;
                if (SymbolEqualityComparer.Default.Equals(field, symbol) || SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, symbol))
                {
                    return index;
                }
            }

            return index + 1;
        }

        IParameterSymbol? parameter = symbol is IPropertySymbol
            ? primary?.Parameters.FirstOrDefault(candidate => string.Equals(candidate.Name, symbol.Name, StringComparison.Ordinal))
            : null;
        return parameter?.Place()?.SourceSpan.Start ?? symbol.Place()?.SourceSpan.Start ?? int.MaxValue;
    }

    private static MemberCandidate? Find(ParseContext context, ISymbol symbol, string path)
    {
        switch (symbol)
        {
            case IFieldSymbol { IsImplicitlyDeclared: false, IsConst: false } field:
                return new MemberCandidate(field, field.Type, !field.IsReadOnly);
            case IPropertySymbol { IsIndexer: false, IsImplicitlyDeclared: false } property when OverridesOwn(property):
                if (property.GetMethod is not { DeclaredAccessibility: Accessibility.Public })
                {
                    context.Report(ContractRules.MemberNotSettable, symbol.Place(), path, "it has no public getter");
                    return null;
                }

                bool isSettable = property.SetMethod is { DeclaredAccessibility: Accessibility.Public };
                return isSettable || property.SetMethod is not null || property.IsAbstract || IsAuto(property)
                    ? new MemberCandidate(property, property.Type, isSettable)
                    : null;
            default:
                return null;
        }
    }

    // What overrides a member of the framework (Exception.Message) is none of the contract's.
    private static bool OverridesOwn(IPropertySymbol property)
    {
        IPropertySymbol root = property;
        while (root.OverriddenProperty is { } overridden)
        {
            root = overridden;
        }

        return SymbolEqualityComparer.Default.Equals(root.ContainingAssembly, property.ContainingAssembly) && !root.ContainingType.Is(MetadataNames.CellException);
    }
}
