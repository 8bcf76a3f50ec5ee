using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>A method as an instruction names it.</summary>
/// <param name="Declaring">The type that declares it, with its arguments.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">Its definition when the assembly has it; else nil.</param>
/// <param name="Arguments">Its own type arguments.</param>
/// <param name="HasThis">Whether it takes a receiver.</param>
/// <param name="Parameters">The types of its parameters, without the receiver.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="IsVoid">Whether it has none.</param>
internal sealed record IlMethod(
    IlType Declaring,
    string Name,
    MethodDefinitionHandle Definition,
    EquatableArray<IlType> Arguments,
    bool HasThis,
    EquatableArray<IlType> Parameters,
    IlType Result,
    bool IsVoid)
{
    /// <summary>Every type that the method is made of.</summary>
    public EquatableArray<IlType> Signature => [Declaring, Result, .. Parameters, .. Arguments];
}

/// <summary>A field as an instruction names it.</summary>
/// <param name="Declaring">The type that declares it, with its arguments.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
internal sealed record IlField(IlType Declaring, string Name, IlType Type);

/// <summary>Resolves what the instructions of an assembly name.</summary>
internal sealed class IlMembers(MetadataReader metadata)
{
    private readonly IlTypeProvider _provider = new();
    private readonly Dictionary<TypeDefinitionHandle, ILookup<string, MethodDefinitionHandle>> _methods = [];

    /// <summary>The arguments that stand for the parameters of <paramref name="owner"/> inside its own code.</summary>
    public static EquatableArray<IlType> Variables(EntityHandle owner, int count)
        => [.. Enumerable.Range(0, count).Select(index => new TypeVariable(owner, index))];

    /// <summary>The type that a token names, with arguments in place of the parameters around it.</summary>
    public IlType Type(EntityHandle token, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments) => token.Kind switch
    {
        HandleKind.TypeDefinition => new DefinedType((TypeDefinitionHandle)token),
        HandleKind.TypeReference => _provider.GetTypeFromReference(metadata, (TypeReferenceHandle)token, 0),
        HandleKind.TypeSpecification => metadata.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(_provider, null).Substitute(typeArguments, methodArguments),
        _ => throw new BadImageFormatException($"A {token.Kind} stands where a type must."),
    };

    /// <summary>The method that a token names.</summary>
    public IlMethod Method(EntityHandle token, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments)
    {
        EquatableArray<IlType> own = [];
        if (token.Kind == HandleKind.MethodSpecification)
        {
            MethodSpecification specification = metadata.GetMethodSpecification((MethodSpecificationHandle)token);
            own = [.. specification.DecodeSignature(_provider, null).Select(argument => argument.Substitute(typeArguments, methodArguments))];
            token = specification.Method;
        }

        if (token.Kind == HandleKind.MethodDefinition)
        {
            MethodDefinitionHandle handle = (MethodDefinitionHandle)token;
            MethodDefinition definition = metadata.GetMethodDefinition(handle);
            TypeDefinitionHandle type = definition.GetDeclaringType();
            return Create(new DefinedType(type), metadata.GetString(definition.Name), handle, own, Signature(handle), Variables(type, metadata.GetTypeDefinition(type).GetGenericParameters().Count));
        }

        if (token.Kind != HandleKind.MemberReference)
        {
            throw new BadImageFormatException($"A {token.Kind} stands where a method must.");
        }

        MemberReference reference = metadata.GetMemberReference((MemberReferenceHandle)token);
        IlType declaring = Parent(reference, typeArguments, methodArguments);
        MethodSignature<IlType> signature = reference.DecodeMethodSignature(_provider, null);
        string name = metadata.GetString(reference.Name);
        MethodDefinitionHandle found = declaring.WithoutArguments() is DefinedType defined ? Find(defined.Handle, name, signature) : default;
        return Create(declaring, name, found, own, signature, declaring.TypeArguments());
    }

    /// <summary>The field that a token names.</summary>
    public IlField Field(EntityHandle token, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments)
    {
        if (token.Kind == HandleKind.FieldDefinition)
        {
            FieldDefinition definition = metadata.GetFieldDefinition((FieldDefinitionHandle)token);
            return new IlField(new DefinedType(definition.GetDeclaringType()), metadata.GetString(definition.Name), definition.DecodeSignature(_provider, null).Substitute(typeArguments, []));
        }

        if (token.Kind != HandleKind.MemberReference)
        {
            throw new BadImageFormatException($"A {token.Kind} stands where a field must.");
        }

        MemberReference reference = metadata.GetMemberReference((MemberReferenceHandle)token);
        IlType declaring = Parent(reference, typeArguments, methodArguments);
        return new IlField(declaring, metadata.GetString(reference.Name), reference.DecodeFieldSignature(_provider, null).Substitute(declaring.TypeArguments(), []));
    }

    /// <summary>The types of a body's locals.</summary>
    public EquatableArray<IlType> Locals(StandaloneSignatureHandle signature, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments) => signature.IsNil
        ? []
        : [.. metadata.GetStandaloneSignature(signature).DecodeLocalSignature(_provider, null).Select(type => type.Substitute(typeArguments, methodArguments))];

    /// <summary>What a call through a function pointer takes and gives.</summary>
    public IlMethod Function(StandaloneSignatureHandle signature, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments)
    {
        MethodSignature<IlType> decoded = metadata.GetStandaloneSignature(signature).DecodeMethodSignature(_provider, null);
        return new IlMethod(
            IlType.Unknown,
            string.Empty,
            default,
            [],
            decoded.Header.IsInstance,
            [.. decoded.ParameterTypes.Select(type => type.Substitute(typeArguments, methodArguments))],
            decoded.ReturnType.Substitute(typeArguments, methodArguments),
            decoded.ReturnType == IlType.Void);
    }

    /// <summary>The signature of a definition, with parameters by their places.</summary>
    public MethodSignature<IlType> Signature(MethodDefinitionHandle handle) => metadata.GetMethodDefinition(handle).DecodeSignature(_provider, null);

    /// <summary>The type of a field, with parameters by their places.</summary>
    public IlType FieldType(FieldDefinitionHandle handle) => metadata.GetFieldDefinition(handle).DecodeSignature(_provider, null);

    /// <summary>Whether a reference is to a field.</summary>
    public bool IsField(MemberReferenceHandle handle) => metadata.GetMemberReference(handle).GetKind() == MemberReferenceKind.Field;

    /// <summary>The methods of a type that have <paramref name="name"/>.</summary>
    public IEnumerable<MethodDefinitionHandle> Named(TypeDefinitionHandle type, string name)
    {
        if (!_methods.TryGetValue(type, out ILookup<string, MethodDefinitionHandle>? methods))
        {
            methods = metadata.GetTypeDefinition(type).GetMethods().ToLookup(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name), StringComparer.Ordinal);
            _methods.Add(type, methods);
        }

        return methods[name];
    }

    private static IlMethod Create(
        IlType declaring, string name, MethodDefinitionHandle definition, EquatableArray<IlType> own, MethodSignature<IlType> signature, EquatableArray<IlType> typeArguments) => new(
            declaring,
            name,
            definition,
            own,
            signature.Header.IsInstance,
            [.. signature.ParameterTypes.Select(type => type.Substitute(typeArguments, own))],
            signature.ReturnType.Substitute(typeArguments, own),
            signature.ReturnType == IlType.Void);

    private IlType Parent(MemberReference reference, EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments) => reference.Parent.Kind switch
    {
        // A call with a variable list of arguments names the definition that it calls.
        HandleKind.MethodDefinition => new DefinedType(metadata.GetMethodDefinition((MethodDefinitionHandle)reference.Parent).GetDeclaringType()),
        HandleKind.ModuleReference => IlType.Unknown,
        _ => Type(reference.Parent, typeArguments, methodArguments),
    };

    private MethodDefinitionHandle Find(TypeDefinitionHandle type, string name, MethodSignature<IlType> signature) => Named(type, name).FirstOrDefault(handle =>
    {
        MethodSignature<IlType> candidate = Signature(handle);
        return candidate.ReturnType == signature.ReturnType && candidate.ParameterTypes.SequenceEqual(signature.ParameterTypes);
    });
}
