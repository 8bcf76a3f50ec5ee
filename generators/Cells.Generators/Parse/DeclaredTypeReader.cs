using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads the types that a contract declares, each once.</summary>
internal sealed class DeclaredTypeReader(ParseContext context, TypeReferenceReader references)
{
    private readonly Dictionary<string, TypeSchema?> _schemas = [];
    private readonly Dictionary<string, DeclaredTypeModel> _models = [];

    /// <summary>Reads the references inside of types.</summary>
    public TypeReferenceReader References => references;

    /// <summary>The types read, ordered by name.</summary>
    public IEnumerable<TypeSchema> Schemas => _schemas.Values.OfType<TypeSchema>().OrderBy(static type => type.Name, StringComparer.Ordinal);

    /// <summary>What C# says about the types read, ordered by name.</summary>
    public IEnumerable<DeclaredTypeModel> Models => _models.Values.OrderBy(static model => model.Name, StringComparer.Ordinal);

    /// <summary>Reads <paramref name="definition"/> unless it has been; false when no contract may hold it, which is then reported at <paramref name="site"/>.</summary>
    public bool Reach(INamedTypeSymbol definition, ITypeSymbol standing, ContractSite site)
    {
        if (!IsAllowed(definition, standing, site))
        {
            return false;
        }

        string name = definition.SchemaName();
        if (_schemas.ContainsKey(name))
        {
            return true;
        }

        // Entered first, so that a type that reaches itself is not read again.
        _schemas.Add(name, null);
        string root = site.Root(definition);
        WireFormRules.Check(context, definition, root);
        TypeSchema? schema = definition.TypeKind == Microsoft.CodeAnalysis.TypeKind.Enum
            ? EnumReader.Read(context, definition, root)
            : UnionReader.IsUnion(definition)
                ? new UnionReader(context, this).Read(definition, root)
                : new ObjectReader(context, this).Read(definition, root);
        _schemas[name] = schema;
        if (schema is not null && !_models.ContainsKey(name))
        {
            AddModel(definition, []);
        }

        if (definition.BaseType is { } baseType && UnionReader.IsUnion(baseType) && !context.Options.IsDependencyType(baseType.SchemaName()))
        {
            // Whoever generates a case needs the union that it derives from.
            Reach(baseType.OriginalDefinition, baseType, site);
        }

        return true;
    }

    /// <summary>Reads an error that a call declares.</summary>
    public void ReachError(INamedTypeSymbol error)
    {
        string name = error.SchemaName();
        if (_schemas.ContainsKey(name))
        {
            return;
        }

        _schemas.Add(name, null);
        _schemas[name] = new ErrorReader(context, this).Read(error);
        if (!_models.ContainsKey(name))
        {
            AddModel(error, []);
        }
    }

    /// <summary>Adds what C# says about a type.</summary>
    public void AddModel(INamedTypeSymbol type, IEnumerable<string> constructorMembers)
    {
        List<string> experimental = [];
        List<string> obsolete = [];
        foreach (ISymbol symbol in type.GetMembers().Prepend<ISymbol>(type))
        {
            if (symbol.FindAttribute(MetadataNames.Experimental)?.Positional(0) is string preview)
            {
                experimental.Add(preview);
            }

            if (symbol.FindAttribute(MetadataNames.Obsolete) is { } attribute)
            {
                obsolete.Add(attribute.Named("DiagnosticId") as string ?? (attribute.Positional(0) is null ? "CS0612" : "CS0618"));
            }
        }

        _models[type.SchemaName()] = new DeclaredTypeModel
        {
            Name = type.SchemaName(),
            Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : string.Empty,
            ConstructorMembers = constructorMembers.ToEquatableArray(),
            Experimental = experimental.Distinct().OrderBy(static id => id, StringComparer.Ordinal).ToEquatableArray(),
            ObsoleteIds = obsolete.Distinct().OrderBy(static id => id, StringComparer.Ordinal).ToEquatableArray(),
        };
    }

    private bool IsAllowed(INamedTypeSymbol type, ITypeSymbol annotated, ContractSite site)
    {
        ITypeSymbol standing = annotated.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        if (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly))
        {
            return RejectForeign(type, standing, site);
        }

        bool isShape = type.TypeKind is Microsoft.CodeAnalysis.TypeKind.Class or Microsoft.CodeAnalysis.TypeKind.Struct or Microsoft.CodeAnalysis.TypeKind.Enum;
        if (!isShape || type.IsStatic || type.IsRefLikeType || type.IsAnonymousType || type.HasAttribute(MetadataNames.InlineArray))
        {
            string hint = type.IsRefLikeType ? "a ref struct cannot leave the stack: use an ordinary struct" : BuiltInTypes.Hint(type);
            context.Report(ContractRules.NotContractType, site.Place, site.Path, standing.Display(), hint);
            return false;
        }

        if (ErrorReader.IsException(type))
        {
            context.Report(
                ContractRules.NotContractType,
                site.Place,
                site.Path,
                standing.Display(),
                "an exception crosses only as a declared error: put [Throws<T>] on the call");
            return false;
        }

        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal || outer.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            {
                string accessibility = outer.IsFileLocal ? "file-local" : outer.DeclaredAccessibility == Accessibility.Private ? "private" : "protected";
                context.Report(ContractRules.NotAccessible, site.Place, site.Path, outer.Display(), accessibility);
                return false;
            }
        }

        return true;
    }

    private bool RejectForeign(INamedTypeSymbol type, ITypeSymbol standing, ContractSite site)
    {
        string assembly = type.ContainingAssembly?.Name ?? string.Empty;
        if (assembly.Length == 0 || assembly == "mscorlib" || assembly == "netstandard" || assembly.StartsWith("System", StringComparison.Ordinal)
            || assembly.StartsWith("Microsoft.", StringComparison.Ordinal))
        {
            context.Report(ContractRules.NotContractType, site.Place, site.Path, standing.Display(), BuiltInTypes.Hint(type));
        }
        else
        {
            context.Report(ContractRules.ForeignAssembly, site.Place, site.Path, standing.Display(), assembly);
        }

        return false;
    }
}
