using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Cells.Build;

/// <summary>Decodes signatures (ECMA-335 II.23.2) to <see cref="IlType"/>.</summary>
internal sealed class IlTypeProvider : ISignatureTypeProvider<IlType, object?>
{
    // Metadata may claim that a type is nested in itself; no program nests this deep.
    private const int MaxNesting = 256;

    public IlType GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Object => IlType.Object,
        PrimitiveTypeCode.String => new ForeignType("System.String"),
        PrimitiveTypeCode.Void => IlType.Void,
        _ => IlType.Unknown,
    };

    public IlType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => new DefinedType(handle);

    public IlType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => new ForeignType(NameOf(reader, handle));

    // Only a modifier is one, and modifiers do not count. In damaged metadata it may be its own.
    public IlType GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => IlType.Unknown;

    public IlType GetGenericInstantiation(IlType genericType, ImmutableArray<IlType> typeArguments) => new GenericType(genericType, [.. typeArguments]);

    public IlType GetGenericTypeParameter(object? genericContext, int index) => new TypeParameter(IsOfMethod: false, index);

    public IlType GetGenericMethodParameter(object? genericContext, int index) => new TypeParameter(IsOfMethod: true, index);

    public IlType GetSZArrayType(IlType elementType) => new ArrayType(elementType);

    public IlType GetArrayType(IlType elementType, ArrayShape shape) => new ArrayType(elementType);

    public IlType GetByReferenceType(IlType elementType) => new ReferenceType(elementType);

    public IlType GetPointerType(IlType elementType) => new ReferenceType(elementType);

    public IlType GetFunctionPointerType(MethodSignature<IlType> signature) => new FunctionType([signature.ReturnType, .. signature.ParameterTypes]);

    public IlType GetModifiedType(IlType modifier, IlType unmodifiedType, bool isRequired) => unmodifiedType;

    public IlType GetPinnedType(IlType elementType) => elementType;

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        System.Reflection.Metadata.TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        for (int depth = 0; type.ResolutionScope.Kind == HandleKind.TypeReference; depth++)
        {
            if (depth == MaxNesting)
            {
                throw new BadImageFormatException($"Types nest deeper than {MaxNesting}.");
            }

            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            name = reader.GetString(type.Name) + "+" + name;
        }

        return type.Namespace.IsNil ? name : reader.GetString(type.Namespace) + "." + name;
    }
}
