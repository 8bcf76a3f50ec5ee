using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>Which symbols of a consumer's code are a dependency's: its types, its interface and its client, wherever <c>cell.toml</c> puts them.</summary>
internal sealed class DependencyNames
{
    private readonly Dictionary<string, (DependencyChanges Changes, string Owner)> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DependencyChanges Changes, string Owner)> _callbacks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DependencyChanges> _services = new(StringComparer.Ordinal);

    public DependencyNames(IEnumerable<(DependencyFile File, DependencyChanges Changes)> changed, IReadOnlyCollection<DependencyFile> files, IReadOnlyCollection<DependencySettings> settings)
    {
        foreach ((DependencyFile file, DependencyChanges changes) in changed)
        {
            Dictionary<string, NamespaceOverride> overrides = [];
            foreach (NamespaceOverride item in DependencySettings.OverridesFor(file, files, settings))
            {
                overrides[item.Contract] = item;
            }

            foreach (TypeSchema type in changes.After.Types)
            {
                _types[CodeName(type.Owner ?? changes.After.Contract, type.Name)] = (changes, changes.OwnerOf(type.Name));
            }

            foreach (CallbackSchema callback in changes.After.Callbacks)
            {
                _callbacks[CodeName(changes.After.Contract, callback.Name)] = (changes, TypeName.Simple(callback.Name));
            }

            string contract = CodeName(changes.After.Contract, changes.After.Contract);
            string space = NamespaceOverride.Of(contract);
            string prefix = space.Length == 0 ? string.Empty : space + ".";
            _services[$"{prefix}I{TypeName.Simple(contract)}"] = changes;
            _services[$"{prefix}{TypeName.Simple(contract)}Client"] = changes;

            string CodeName(string owner, string name) => overrides.TryGetValue(owner, out NamespaceOverride? moved) ? moved.Apply(name) : name;
        }
    }

    /// <summary>The changes of the dependency whose interface or client <paramref name="type"/> is; null when it is none.</summary>
    public DependencyChanges? FindService(ITypeSymbol? type)
        => type is INamedTypeSymbol named && _services.TryGetValue(named.OriginalDefinition.SchemaName(), out DependencyChanges? changes) ? changes : null;

    /// <summary>The changes of the dependency that calls back through <paramref name="type"/>, and the interface's name in their findings; null for any other type.</summary>
    public (DependencyChanges Changes, string Owner)? FindCallback(INamedTypeSymbol type)
        => _callbacks.TryGetValue(type.SchemaName(), out (DependencyChanges, string) found) ? found : null;

    /// <summary>The changes of the dependency that declares <paramref name="type"/>, and the type's name in their findings; null for any other type.</summary>
    public (DependencyChanges Changes, string Owner)? FindType(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type is INamedTypeSymbol named && _types.TryGetValue(named.OriginalDefinition.SchemaName(), out (DependencyChanges, string) found) ? found : null;
    }
}
