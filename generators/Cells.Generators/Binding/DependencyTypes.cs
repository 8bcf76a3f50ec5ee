using Cells.Schema;

namespace Cells.Generators;

/// <summary>The dependencies' types and clients by the names that they have in this project's C#.</summary>
internal sealed class DependencyTypes
{
    private readonly Dictionary<string, TypeSchema> _byCodeName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeSchema> _bySchemaName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamespaceOverride?> _overrides = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamespaceOverride?> _chosen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    /// <summary>The types of <paramref name="files"/> that are not declared by <paramref name="ownContract"/> itself.</summary>
    public DependencyTypes(IEnumerable<DependencyFile> files, IReadOnlyCollection<DependencySettings> settings, string? ownContract)
    {
        List<DependencyFile> read = [.. files.Where(static file => file.Schema is not null).OrderBy(static file => file.Alias, StringComparer.Ordinal)];
        foreach (DependencyFile file in read)
        {
            Dictionary<string, NamespaceOverride> overrides = new(StringComparer.Ordinal);
            foreach (NamespaceOverride item in DependencySettings.OverridesFor(file, read, settings))
            {
                overrides[item.Contract] = item;
            }

            AddFile(file.Schema!, overrides, ownContract);
        }
    }

    /// <summary>Whether a type of this full C# name, spelled like a schema name, is a dependency's.</summary>
    public bool Contains(string codeName) => _byCodeName.ContainsKey(codeName);

    /// <summary>The type of the given schema name, with its owner; or null.</summary>
    public TypeSchema? Find(string schemaName) => _bySchemaName.TryGetValue(schemaName, out TypeSchema? type) ? type : null;

    /// <summary>The full name in C# of a type, spelled like a schema name. Of two instances of its contract it is the one that the project's own contract names.</summary>
    public string CodeName(string schemaName) =>
        Find(schemaName) is { Owner: { } owner } && _chosen.TryGetValue(owner, out NamespaceOverride? chosen) && chosen is not null ? chosen.Apply(schemaName) : schemaName;

    /// <summary>The type that <paramref name="name"/> means in its scopes; null when none or more than one does.</summary>
    public TypeSchema? Resolve(UnresolvedName name)
    {
        if (Resolve(name, _byCodeName.ContainsKey) is not { } codeName)
        {
            return null;
        }

        TypeSchema type = _byCodeName[codeName];
        _chosen[type.Owner!] = _overrides[codeName];
        return type;
    }

    /// <summary>The full C# name of the interface, client or type that <paramref name="name"/> means; null when none or more than one does.</summary>
    public string? ResolveService(UnresolvedName name) => Resolve(name, codeName => _services.Contains(codeName) || _byCodeName.ContainsKey(codeName));

    // As C# looks names up: from the innermost namespace outwards, at each first its own types, then those of its usings.
    private static string? Resolve(UnresolvedName name, Func<string, bool> exists)
    {
        string text = name.Arity == 0 ? name.Text : FormattableString.Invariant($"{name.Text}`{name.Arity}");
        if (name.IsAbsolute)
        {
            return exists(text) ? text : null;
        }

        foreach (NameScope scope in name.Scopes)
        {
            string own = Join(scope.Namespace, text);
            if (exists(own))
            {
                return own;
            }

            string[] imported = [.. scope.Usings.Select(space => Join(space, text)).Where(exists).Distinct(StringComparer.Ordinal)];
            if (imported.Length > 0)
            {
                return imported.Length == 1 ? imported[0] : null;
            }
        }

        return null;
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    private void AddFile(CellSchema schema, Dictionary<string, NamespaceOverride> overrides, string? ownContract)
    {
        foreach (TypeSchema type in schema.Types)
        {
            string owner = type.Owner ?? schema.Contract;
            if (string.Equals(owner, ownContract, StringComparison.Ordinal))
            {
                continue;
            }

            // The owner's own view of a type wins over what others say about it.
            string codeName = overrides.TryGetValue(owner, out NamespaceOverride? moved) ? moved.Apply(type.Name) : type.Name;
            if (type.Owner is null || !_byCodeName.ContainsKey(codeName))
            {
                TypeSchema owned = type with { Owner = owner };
                _byCodeName[codeName] = owned;
                _bySchemaName[type.Name] = owned;
                _overrides[codeName] = moved;
                if (!_chosen.ContainsKey(owner))
                {
                    _chosen.Add(owner, moved);
                }
            }
        }

        string contract = overrides.TryGetValue(schema.Contract, out NamespaceOverride? home) ? home.Apply(schema.Contract) : schema.Contract;
        string space = NamespaceOverride.Of(contract);
        string name = contract.Substring(contract.LastIndexOf('.') + 1);
        _services.Add(Join(space, "I" + name));
        _services.Add(Join(space, name + "Client"));
    }
}
