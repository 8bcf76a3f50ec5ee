using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Cells.Build;

/// <summary>Reads the contracts that an assembly declares from its metadata, without loading it.</summary>
internal static class AssemblySchemaReader
{
    private const string AttributeNamespace = "Cells";
    private const string AttributeName = "CellSchemaAttribute";

    // ECMA-335 II.23.3: every attribute value begins with it.
    private const ushort Prolog = 1;

    /// <summary>The contracts, in metadata order; empty when the assembly declares none.</summary>
    /// <exception cref="BuildProblemException">CELL9014: the file is not a readable assembly.</exception>
    public static ImmutableArray<ExportedContract> Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            using PEReader image = new(stream);
            MetadataReader metadata = image.GetMetadataReader();
            ImmutableArray<ExportedContract>.Builder contracts = ImmutableArray.CreateBuilder<ExportedContract>();
            foreach (CustomAttributeHandle handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
            {
                CustomAttribute attribute = metadata.GetCustomAttribute(handle);
                if (IsCellSchema(metadata, attribute))
                {
                    BlobReader value = metadata.GetBlobReader(attribute.Value);
                    if (value.ReadUInt16() == Prolog
                        && value.ReadSerializedString() is { } contract
                        && value.ReadSerializedString() is { } fingerprint
                        && value.ReadSerializedString() is { } schema)
                    {
                        contracts.Add(new ExportedContract(contract, fingerprint, schema));
                    }
                }
            }

            return contracts.ToImmutable();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidOperationException)
        {
            throw new BuildProblemException(DiagnosticIds.CannotRead, $"Cannot read the schema in '{path}': {exception.Message} Build this project again.", path);
        }
    }

    private static bool IsCellSchema(MetadataReader metadata, CustomAttribute attribute)
    {
        switch (attribute.Constructor.Kind)
        {
            case HandleKind.MemberReference:
                MemberReference constructor = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
                return constructor.Parent.Kind == HandleKind.TypeReference
                    && metadata.GetTypeReference((TypeReferenceHandle)constructor.Parent) is var reference
                    && Matches(metadata, reference.Namespace, reference.Name);
            case HandleKind.MethodDefinition:
                MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor);
                TypeDefinition declaring = metadata.GetTypeDefinition(method.GetDeclaringType());
                return Matches(metadata, declaring.Namespace, declaring.Name);
            default:
                return false;
        }
    }

    private static bool Matches(MetadataReader metadata, StringHandle typeNamespace, StringHandle name)
        => metadata.StringComparer.Equals(name, AttributeName) && metadata.StringComparer.Equals(typeNamespace, AttributeNamespace);
}
