using System.Reflection.Metadata;

namespace Cells.Build;

/// <summary>Members that the compiler adds to types that people wrote. They look at all that a value holds, and count only where somebody asks for them.</summary>
internal sealed class SynthesizedMembers(MetadataReader metadata)
{
    /// <summary>How the names of anonymous types begin.</summary>
    public const string AnonymousType = "<>f__AnonymousType";

    private const string AttributeNamespace = "System.Runtime.CompilerServices";
    private const string AttributeName = "CompilerGeneratedAttribute";

    /// <summary>Whether a type holds nothing but the compiler's own code: tables of data, collections that it made for collection expressions.</summary>
    public bool IsTypeSkipped(TypeDefinitionHandle type)
    {
        string name = metadata.GetString(metadata.GetTypeDefinition(type).Name);
        return name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal) || name.StartsWith("<>z__", StringComparison.Ordinal);
    }

    /// <summary>Whether it is the equality, hash or text of a record or anonymous type, or an untyped view of an iterator.</summary>
    public bool Contains(MethodDefinitionHandle handle)
    {
        MethodDefinition method = metadata.GetMethodDefinition(handle);
        string name = metadata.GetString(method.Name);
        TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
        return name switch
        {
            "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "op_Equality" or "op_Inequality" or "get_EqualityContract"
                => IsMarked(method.GetCustomAttributes()) || metadata.GetString(type.Name).StartsWith(AnonymousType, StringComparison.Ordinal),
            "System.Collections.IEnumerator.get_Current" or "System.Collections.IEnumerable.GetEnumerator" => IsMarked(type.GetCustomAttributes()),
            _ => false,
        };
    }

    private bool IsMarked(CustomAttributeHandleCollection attributes) => attributes.Any(handle =>
        metadata.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
        && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.GetTypeReference((TypeReferenceHandle)parent) is var type
        && metadata.StringComparer.Equals(type.Name, AttributeName)
        && metadata.StringComparer.Equals(type.Namespace, AttributeNamespace));
}
