namespace Cells.Generators;

/// <summary>A contract whose generated code lives in another namespace than the producer's, because <c>cell.toml</c> says so.</summary>
/// <param name="Contract">The contract: <c>Shop.Catalog</c>.</param>
/// <param name="Namespace">The namespace that stands in for the contract's own: <c>Tax</c>.</param>
internal sealed record NamespaceOverride(string Contract, string Namespace)
{
    /// <summary>The namespace of a full name; empty for the global one.</summary>
    public static string Of(string fullName)
    {
        int dot = fullName.LastIndexOf('.');
        return dot < 0 ? string.Empty : fullName.Substring(0, dot);
    }

    /// <summary>
    /// The name that the contract's type <paramref name="name"/> gets: inside the contract's namespace that prefix is replaced,
    /// elsewhere the whole name moves below the new namespace.
    /// </summary>
    public string Apply(string name) => Prepend(Namespace, Relative(Contract, name));

    /// <summary>The override that turns <paramref name="schemaName"/> into <paramref name="codeName"/>, or null when none does.</summary>
    public static NamespaceOverride? Infer(string contract, string schemaName, string codeName)
    {
        string relative = Relative(contract, schemaName);
        if (codeName == relative)
        {
            return new NamespaceOverride(contract, string.Empty);
        }

        return codeName.EndsWith("." + relative, StringComparison.Ordinal)
            ? new NamespaceOverride(contract, codeName.Substring(0, codeName.Length - relative.Length - 1))
            : null;
    }

    /// <summary><paramref name="name"/> as seen from the contract's namespace; unchanged when it lies elsewhere.</summary>
    public static string Relative(string contract, string name)
    {
        string home = Of(contract);
        return home.Length > 0 && name.StartsWith(home + ".", StringComparison.Ordinal) ? name.Substring(home.Length + 1) : name;
    }

    private static string Prepend(string home, string name) => home.Length == 0 ? name : home + "." + name;
}
