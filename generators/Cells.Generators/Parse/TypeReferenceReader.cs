using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Turns a type as it stands in a contract into a reference, and has every declared type on the way read.</summary>
internal sealed class TypeReferenceReader
{
    private readonly ParseContext _context;
    private readonly UnresolvedNames _names;
    private readonly DeclaredTypeReader _types;

    /// <summary>A reader that describes what it cannot resolve through <paramref name="names"/>.</summary>
    public TypeReferenceReader(ParseContext context, UnresolvedNames names)
    {
        _context = context;
        _names = names;
        _types = new DeclaredTypeReader(context, this);
    }

    /// <summary>The declared types that were reached.</summary>
    public DeclaredTypeReader Types => _types;

    /// <summary>A declared error that is not the project's own.</summary>
    public UnresolvedReference DescribeError(INamedTypeSymbol error, ContractSite site)
    {
        UnresolvedName name = Describe(error, site);
        ReportUnknown(error, name, site);
        return new UnresolvedReference(name, [], site.Path, SourcePlace.Of(site.Place));
    }

    /// <summary>The type at <paramref name="site"/>; null when it may not stand there, which is then reported.</summary>
    public TypeReference? Read(ITypeSymbol type, ContractSite site)
    {
        _context.Cancel.ThrowIfCancellationRequested();
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            // Before it is known what an unresolved name stands for, C# takes `Name?` for a nullable value.
            return Read(nullable.TypeArguments[0].WithNullableAnnotation(NullableAnnotation.NotAnnotated), site) is { } value ? value with { IsNullable = true } : null;
        }

        if (type is INamedTypeSymbol { TypeKind: Microsoft.CodeAnalysis.TypeKind.Error } error)
        {
            return ReadUnresolved(error, Describe(error, site), site);
        }

        if (type is ITypeParameterSymbol parameter)
        {
            return ReadTypeParameter(parameter, site);
        }

        if (ReadBuiltIn(type, site, out TypeReference? reference))
        {
            return reference is null ? null : Annotate(reference, type, site);
        }

        return type is INamedTypeSymbol named ? ReadNamed(named, site) : Reject(type, site);
    }

    private bool ReadBuiltIn(ITypeSymbol type, ContractSite site, out TypeReference? reference)
    {
        reference = null;
        switch (type)
        {
            case IArrayTypeSymbol { IsSZArray: true } array:
                reference = Read(array.ElementType, site.Part("[]")) is { } item ? new CollectionReference(CollectionKind.Array, item) : null;
                return true;
            case INamedTypeSymbol { IsTupleType: true } tuple:
                reference = ReadTuple(tuple, site);
                return true;
            case INamedTypeSymbol named when named.Is(MetadataNames.ValueTuple1):
                reference = Read(named.TypeArguments[0], site.Part(".Item1")) is { } only
                    ? new TupleReference([new TupleElement(null, only)])
                    : null;
                return true;
            case INamedTypeSymbol named when named.Is(MetadataNames.KeyValuePair):
                reference = Read(named.TypeArguments[0], site.Part(".Key")) is { } first
                    && Read(named.TypeArguments[1], site.Part(".Value")) is { } second
                        ? new PairReference(first, second)
                        : null;
                return true;
            case INamedTypeSymbol named when BuiltInTypes.FindCollection(named) is { } collection:
                reference = Read(named.TypeArguments[0], site.Part("[]")) is { } element ? new CollectionReference(collection, element) : null;
                return true;
            case INamedTypeSymbol named when BuiltInTypes.FindMap(named) is { } map:
                reference = ReadMap(named, map, site);
                return true;
            default:
                reference = BuiltInTypes.FindPrimitive(type) is { } primitive ? new PrimitiveReference(primitive) : null;
                return reference is not null;
        }
    }

    private TupleReference? ReadTuple(INamedTypeSymbol tuple, ContractSite site)
    {
        List<TupleElement> elements = [];
        foreach (IFieldSymbol field in tuple.TupleElements)
        {
            if (Read(field.Type, site.Part("." + field.Name)) is { } element)
            {
                elements.Add(new TupleElement(field.IsExplicitlyNamedTupleElement ? field.Name : null, element));
            }
        }

        return elements.Count == tuple.TupleElements.Length ? new TupleReference(elements.ToEquatableArray()) : null;
    }

    private MapReference? ReadMap(INamedTypeSymbol map, MapKind kind, ContractSite site)
    {
        TypeReference? key = Read(map.TypeArguments[0], site.Part("{key}"));
        TypeReference? value = Read(map.TypeArguments[1], site.Part("{value}"));
        if (key is { IsNullable: true })
        {
            _context.Report(ContractRules.NullableKey, site.Place, site.Path, map.TypeArguments[0].Display());
            return null;
        }

        return key is null || value is null ? null : new MapReference(kind, key, value);
    }

    private TypeReference? ReadTypeParameter(ITypeParameterSymbol parameter, ContractSite site)
    {
        if (parameter.NullableAnnotation == NullableAnnotation.Annotated)
        {
            _context.Report(
                ContractRules.GenericDefinition,
                site.Place,
                site.Path,
                parameter.ContainingType?.Display() ?? parameter.Name,
                $"'{parameter.Name}?' means another type for classes than for structs; use '{parameter.Name}', and let the type argument be nullable");
            return null;
        }

        return new TypeParameterReference(parameter.Name);
    }

    private TypeReference? ReadNamed(INamedTypeSymbol type, ContractSite site)
    {
        INamedTypeSymbol definition = type.OriginalDefinition;
        if (_context.Options.IsDependencyType(definition.SchemaName()))
        {
            return ReadUnresolved(type, Describe(type, site), site);
        }

        if (!_types.Reach(definition, type, site))
        {
            return null;
        }

        return ReadArguments(type, site) is { } arguments
            ? Annotate(new NamedReference(definition.SchemaName(), arguments), type, site)
            : null;
    }

    private TypeReference? ReadUnresolved(INamedTypeSymbol type, UnresolvedName name, ContractSite site)
    {
        ReportUnknown(type, name, site);
        return ReadArguments(type, site) is { } arguments
            ? Annotate(new UnresolvedReference(name, arguments, site.Path, SourcePlace.Of(site.Place)), type, site)
            : null;
    }

    private void ReportUnknown(INamedTypeSymbol type, UnresolvedName name, ContractSite site)
    {
        if (!_context.Options.IsComplete || type is not IErrorTypeSymbol error)
        {
            return;
        }

        if (error is { CandidateReason: CandidateReason.Ambiguous, CandidateSymbols: { Length: > 1 } candidates })
        {
            _context.Report(ContractRules.AmbiguousType, site.Place, site.Path, name.Text, candidates[0].ToDisplayString(), candidates[1].ToDisplayString());
        }
        else
        {
            _context.Report(ContractRules.UnknownType, site.Place, site.Path, name.Text);
        }
    }

    private EquatableArray<TypeReference>? ReadArguments(INamedTypeSymbol type, ContractSite site)
    {
        List<TypeReference> arguments = [];
        for (int i = 0; i < type.TypeArguments.Length; i++)
        {
            string parameter = i < type.TypeParameters.Length ? type.TypeParameters[i].Name : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (Read(type.TypeArguments[i], site.Part($"<{parameter}>")) is not { } argument)
            {
                return null;
            }

            arguments.Add(argument);
        }

        return arguments.ToEquatableArray();
    }

    private TypeReference Annotate(TypeReference reference, ITypeSymbol type, ContractSite site)
    {
        if (type.IsValueType)
        {
            return reference;
        }

        if (type.NullableAnnotation == NullableAnnotation.None)
        {
            _context.Report(ContractRules.ObliviousNullability, site.Place, site.Path, type.Display());
        }

        return reference with { IsNullable = type.NullableAnnotation == NullableAnnotation.Annotated };
    }

    private TypeReference? Reject(ITypeSymbol type, ContractSite site)
    {
        _context.Report(ContractRules.NotContractType, site.Place, site.Path, type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).Display(), BuiltInTypes.Hint(type));
        return null;
    }

    // In a compilation that holds the generated source, the name is known whole.
    private UnresolvedName Describe(INamedTypeSymbol type, ContractSite site)
    {
        if (type.TypeKind == Microsoft.CodeAnalysis.TypeKind.Error)
        {
            return _names.Describe(type, site.Syntax);
        }

        string name = type.OriginalDefinition.SchemaName();
        int tick = name.LastIndexOf('`');
        return new UnresolvedName(tick < 0 ? name : name.Substring(0, tick), type.Arity, IsAbsolute: true, []);
    }
}
