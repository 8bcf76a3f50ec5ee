using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators;

/// <summary>Reads what a cell's constructor asks for.</summary>
internal sealed class ServiceReader(ParseContext context, UnresolvedNames names)
{
    private static readonly SymbolDisplayFormat WithoutArguments =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGenericsOptions(SymbolDisplayGenericsOptions.None);

    private static readonly SymbolDisplayFormat Nullable =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The services of the constructor of <paramref name="cell"/>, in its order.</summary>
    public EquatableArray<ServiceDraft> Read(INamedTypeSymbol cell)
    {
        List<IMethodSymbol> constructors = [.. cell.InstanceConstructors.Where(static constructor => !constructor.IsImplicitlyDeclared)];
        List<IMethodSymbol> marked = [.. constructors.Where(static constructor => constructor.HasAttribute(MetadataNames.ActivatorUtilitiesConstructor))];
        List<IMethodSymbol> candidates = marked.Count > 0 ? marked : constructors;
        if (candidates.Count > 1)
        {
            context.Report(
                ContractRules.CellConstructor,
                candidates[1].Place(),
                cell.Display(),
                "it has several constructors: mark the one to use with [ActivatorUtilitiesConstructor], once");
            return [];
        }

        if (cell.GetMembers().Any(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
        {
            context.Report(ContractRules.CellConstructor, cell.Place(), cell.Display(), "it has required members: take what it needs through its constructor");
        }

        List<ServiceDraft> services = [];
        foreach (IParameterSymbol parameter in candidates.Count == 0 ? [] : candidates[0].Parameters.AsEnumerable())
        {
            if (parameter.RefKind != RefKind.None)
            {
                context.Report(ContractRules.CellConstructor, parameter.Place(), cell.Display(), $"parameter '{parameter.Name}' is passed by reference: pass it by value");
            }

            List<UnresolvedName> unresolved = [];
            string type = Format(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancel), unresolved);
            AttributeData? keyed = parameter.FindAttribute(MetadataNames.FromKeyedServices);
            string? key = keyed is { ConstructorArguments.Length: 1 } ? keyed.ConstructorArguments[0].ToCSharpString() : null;
            bool isOptional = parameter.HasExplicitDefaultValue || parameter.NullableAnnotation == NullableAnnotation.Annotated;
            services.Add(new ServiceDraft(new ServiceParameterModel(parameter.Name, type, key, isOptional), unresolved.ToEquatableArray()));
        }

        return services.ToEquatableArray();
    }

    // A name that only another generator's output explains, such as ICatalog, becomes a placeholder for binding.
    private string Format(ITypeSymbol type, SyntaxNode? syntax, List<UnresolvedName> unresolved)
    {
        switch (type)
        {
            case INamedTypeSymbol { TypeKind: Microsoft.CodeAnalysis.TypeKind.Error } error:
                unresolved.Add(names.Describe(error, syntax));
                return ServiceDraft.Placeholder(unresolved.Count - 1) + Arguments(error);
            case IArrayTypeSymbol { IsSZArray: true } array:
                return Format(array.ElementType, syntax, unresolved) + "[]";
            case INamedTypeSymbol { IsGenericType: true, IsTupleType: false, ContainingType: null, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } generic:
                return generic.ToDisplayString(WithoutArguments) + Arguments(generic) + Annotation(generic);
            default:
                return type.ToDisplayString(Nullable);
        }

        string Arguments(INamedTypeSymbol named) => named.TypeArguments.IsEmpty
            ? string.Empty
            : $"<{string.Join(", ", named.TypeArguments.Select(argument => Format(argument, syntax, unresolved)))}>";

        static string Annotation(ITypeSymbol annotated) => annotated is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? "?" : string.Empty;
    }
}
