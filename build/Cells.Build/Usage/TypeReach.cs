using System.Reflection.Metadata;

namespace Cells.Build;

/// <summary>Which generated types and type variables a value of a type may hold.</summary>
internal sealed class TypeReach(MetadataReader metadata, ContractTypes contracts, GeneratedTypes generated)
{
    private readonly IlTypeProvider _provider = new();
    private readonly Dictionary<TypeDefinitionHandle, HashSet<IlType>> _held = [];
    private ILookup<TypeDefinitionHandle, TypeDefinitionHandle>? _derived;

    /// <summary>Those that the type names: itself, its arguments, its elements.</summary>
    public IEnumerable<IlType> Named(IlType type) => type.Parts().Where(IsAtom);

    /// <summary>Those that it names and those that fields of types written by people hold, where it names such types.</summary>
    public HashSet<IlType> Held(IlType type)
    {
        HashSet<IlType> held = [];
        foreach (IlType part in type.Parts())
        {
            if (IsAtom(part))
            {
                held.Add(part);
            }
            else if (part is DefinedType defined)
            {
                held.UnionWith(HeldByFields(defined.Handle));
            }
        }

        return held;
    }

    /// <summary>The type, its base types and its interfaces, as far as the assembly says.</summary>
    public IEnumerable<IlType> BasesOf(IlType type)
    {
        HashSet<TypeDefinitionHandle> seen = [];
        Queue<IlType> rest = new([type]);
        while (rest.TryDequeue(out IlType? next))
        {
            yield return next;
            if (next.WithoutArguments() is DefinedType defined && seen.Add(defined.Handle))
            {
                foreach (IlType parent in Bases(defined.Handle))
                {
                    rest.Enqueue(parent.Substitute(next.TypeArguments(), []));
                }
            }
        }
    }

    /// <summary>Whether it is the generated type of a dependency.</summary>
    public bool IsContract(IlType type) => type.WithoutArguments() is DefinedType defined && contracts.Contains(defined.Handle);

    /// <summary>Whether it is a type of the assembly that no dependency has.</summary>
    public bool IsOwn(IlType type) => type.WithoutArguments() is DefinedType defined && !contracts.Contains(defined.Handle);

    /// <summary>Whether the compiler made the type for a lambda, an iterator or an async method, so that nobody looks into it.</summary>
    public bool IsClosure(IlType type)
    {
        if (type.WithoutArguments() is not DefinedType defined)
        {
            return false;
        }

        string name = metadata.GetString(metadata.GetTypeDefinition(defined.Handle).Name);
        return name.StartsWith("<>c", StringComparison.Ordinal) || (name.StartsWith('<') && name.Contains(">d", StringComparison.Ordinal));
    }

    /// <summary>Whether equality, hash or text of a value is made from what it holds: structs, records, anonymous types.</summary>
    public bool IsByValue(IlType type)
    {
        if (type.WithoutArguments() is not DefinedType defined)
        {
            return false;
        }

        TypeDefinition definition = metadata.GetTypeDefinition(defined.Handle);
        return metadata.GetString(definition.Name).StartsWith(SynthesizedMembers.AnonymousType, StringComparison.Ordinal)
            || (!definition.BaseType.IsNil && BaseOf(definition.BaseType) == new ForeignType("System.ValueType"))
            || definition.GetMethods().Any(handle => metadata.StringComparer.Equals(metadata.GetMethodDefinition(handle).Name, "PrintMembers"));
    }

    private bool IsAtom(IlType type) => type is TypeVariable || (type is DefinedType defined && contracts.Contains(defined.Handle));

    private HashSet<IlType> HeldByFields(TypeDefinitionHandle start)
    {
        if (_held.TryGetValue(start, out HashSet<IlType>? held))
        {
            return held;
        }

        held = [];
        HashSet<TypeDefinitionHandle> seen = [];
        Queue<TypeDefinitionHandle> rest = new([start]);
        while (rest.TryDequeue(out TypeDefinitionHandle handle))
        {
            if (!seen.Add(handle) || generated.Contains(handle) || IsClosure(new DefinedType(handle)))
            {
                continue;
            }

            foreach (IlType part in Fields(handle).Concat(Bases(handle)).SelectMany(static type => type.Parts()))
            {
                if (IsAtom(part))
                {
                    held.Add(part);
                }
                else if (part is DefinedType defined)
                {
                    rest.Enqueue(defined.Handle);
                }
            }

            // Seen as its base or interface, it holds what it holds.
            foreach (TypeDefinitionHandle derived in Derived(handle))
            {
                rest.Enqueue(derived);
            }
        }

        _held.Add(start, held);
        return held;
    }

    private IEnumerable<IlType> Fields(TypeDefinitionHandle handle) => metadata.GetTypeDefinition(handle).GetFields()
        .Select(metadata.GetFieldDefinition)
        .Where(static field => (field.Attributes & System.Reflection.FieldAttributes.Static) == 0)
        .Select(field => field.DecodeSignature(_provider, null));

    private IEnumerable<IlType> Bases(TypeDefinitionHandle handle)
    {
        TypeDefinition definition = metadata.GetTypeDefinition(handle);
        if (!definition.BaseType.IsNil)
        {
            yield return BaseOf(definition.BaseType);
        }

        foreach (InterfaceImplementationHandle implementation in definition.GetInterfaceImplementations())
        {
            yield return BaseOf(metadata.GetInterfaceImplementation(implementation).Interface);
        }
    }

    private IEnumerable<TypeDefinitionHandle> Derived(TypeDefinitionHandle handle)
    {
        _derived ??= metadata.TypeDefinitions
            .SelectMany(derived => Bases(derived).Select(type => (Base: type.WithoutArguments() as DefinedType, Derived: derived)))
            .Where(static pair => pair.Base is not null)
            .ToLookup(static pair => pair.Base!.Handle, static pair => pair.Derived);
        return _derived[handle];
    }

    private IlType BaseOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => new DefinedType((TypeDefinitionHandle)handle),
        HandleKind.TypeReference => _provider.GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_provider, null),
        _ => throw new BadImageFormatException($"A {handle.Kind} stands where a base type must."),
    };
}
