using System.Reflection.Metadata;

namespace Cells.Build;

/// <summary>Which types of an assembly the Cells generators wrote: those marked <c>[GeneratedCode("Cells", …)]</c>, and what is nested in them.</summary>
internal sealed class GeneratedTypes(MetadataReader metadata)
{
    private const string Tool = "Cells";
    private const string AttributeNamespace = "System.CodeDom.Compiler";
    private const string AttributeName = "GeneratedCodeAttribute";

    // ECMA-335 II.23.3: every attribute value begins with it.
    private const ushort Prolog = 1;

    // Metadata may claim that two types nest in each other; no program nests this deep.
    private const int MaxNesting = 256;

    /// <exception cref="BadImageFormatException">The metadata is damaged.</exception>
    public bool Contains(TypeDefinitionHandle type)
    {
        for (int depth = 0; !type.IsNil; depth++)
        {
            if (depth == MaxNesting)
            {
                throw new BadImageFormatException($"Types nest deeper than {MaxNesting}.");
            }

            TypeDefinition definition = metadata.GetTypeDefinition(type);
            if (definition.GetCustomAttributes().Any(IsMark))
            {
                return true;
            }

            type = definition.GetDeclaringType();
        }

        return false;
    }

    private bool IsMark(CustomAttributeHandle handle)
    {
        CustomAttribute attribute = metadata.GetCustomAttribute(handle);
        if (attribute.Constructor.Kind != HandleKind.MemberReference
            || metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is not { Kind: HandleKind.TypeReference } parent)
        {
            return false;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        if (!metadata.StringComparer.Equals(type.Name, AttributeName) || !metadata.StringComparer.Equals(type.Namespace, AttributeNamespace))
        {
            return false;
        }

        BlobReader value = metadata.GetBlobReader(attribute.Value);
        return value.ReadUInt16() == Prolog && value.ReadSerializedString() == Tool;
    }
}
