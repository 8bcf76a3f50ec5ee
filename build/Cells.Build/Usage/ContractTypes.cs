using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>A type of a dependency's schema.</summary>
internal readonly record struct ContractType(ConsumedContract Contract, TypeSchema Schema);

/// <summary>Which types of an assembly were generated for types of its dependencies. Several dependencies may have the same one in their schemas.</summary>
internal sealed class ContractTypes
{
    private readonly MetadataReader _metadata;
    private readonly Dictionary<TypeDefinitionHandle, List<ContractType>> _types = [];

    public ContractTypes(MetadataReader metadata, GeneratedTypes generated, IReadOnlyCollection<ConsumedContract> contracts)
    {
        _metadata = metadata;
        Dictionary<string, TypeDefinitionHandle> byName = new(StringComparer.Ordinal);
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            if (generated.Contains(handle))
            {
                byName[FullName(handle)] = handle;
            }
        }

        foreach (ConsumedContract contract in contracts)
        {
            foreach (TypeSchema type in contract.Schema.Types.Where(static type => type.Kind != TypeKind.Enum))
            {
                ContractType seen = new(contract, type);
                if (byName.TryGetValue(contract.CodeName(type, contracts), out TypeDefinitionHandle handle))
                {
                    if (!_types.TryGetValue(handle, out List<ContractType>? views))
                    {
                        _types.Add(handle, views = []);
                    }

                    views.Add(seen);
                }
                else
                {
                    Unseen.Add(seen);
                }
            }
        }
    }

    /// <summary>Types that the assembly has no generated code for, such as its own that a dependency gives back: what is used of them cannot be told.</summary>
    public List<ContractType> Unseen { get; } = [];

    /// <summary>Every type that was generated.</summary>
    public IEnumerable<KeyValuePair<TypeDefinitionHandle, List<ContractType>>> All => _types;

    /// <summary>Whether the type was generated for one of a dependency.</summary>
    public bool Contains(TypeDefinitionHandle handle) => _types.ContainsKey(handle);

    /// <summary>What the type stands for in each schema that has it; empty for a type of another kind.</summary>
    public IReadOnlyList<ContractType> Find(TypeDefinitionHandle handle) => _types.TryGetValue(handle, out List<ContractType>? views) ? views : [];

    private string FullName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string name = _metadata.GetString(type.Name);
        // GeneratedTypes has already refused nesting without end.
        while (type.GetDeclaringType() is { IsNil: false } outer)
        {
            type = _metadata.GetTypeDefinition(outer);
            name = _metadata.GetString(type.Name) + "." + name;
        }

        return type.Namespace.IsNil ? name : _metadata.GetString(type.Namespace) + "." + name;
    }
}
