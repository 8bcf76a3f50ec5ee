namespace Cells.Schema;

/// <summary>What one cell offers: its calls, and every type that they reach.</summary>
public sealed record CellSchema
{
    /// <summary>The newest format of the JSON document that this library reads and writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The full name of the cell's class, the identity of the contract: <c>Shop.Catalog</c>.</summary>
    public required string Contract { get; init; }

    /// <summary>The cell's name in <c>cell.toml</c>, by default its directory's: <c>catalog</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The cell's version in <c>cell.toml</c>, semver 2.0.</summary>
    public required string Version { get; init; }

    /// <summary>Simple or full names that the cell's class had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>The documentation comment of the cell's class: the inner XML, or null.</summary>
    public string? Documentation { get; init; }

    /// <summary>The calls, streams and events, ordered by name (ordinal). A call's index here is its number on the wire.</summary>
    public EquatableArray<CallSchema> Calls { get; init; }

    /// <summary>The interfaces that calls take implementations of, ordered by name (ordinal).</summary>
    public EquatableArray<CallbackSchema> Callbacks { get; init; }

    /// <summary>Every type that a call reaches, dependencies' types included, ordered by name (ordinal).</summary>
    public EquatableArray<TypeSchema> Types { get; init; }

    /// <summary>Public types of the cell's own source files that no call reaches, ordered by name (ordinal).</summary>
    public EquatableArray<UnreachedType> UnreachedTypes { get; init; }

    /// <summary>The calls and the methods of callbacks: everything with parameters and a result.</summary>
    internal IEnumerable<CallSchema> Signatures => Calls.Concat(Callbacks.SelectMany(static callback => callback.Methods));

    /// <summary>The type named <paramref name="name"/>, or null when the schema has none.</summary>
    public TypeSchema? FindType(string name)
    {
        foreach (TypeSchema type in Types.AsSpan())
        {
            if (string.Equals(type.Name, name, StringComparison.Ordinal))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The callback interface named <paramref name="name"/>, or null when the schema has none.</summary>
    public CallbackSchema? FindCallback(string name)
    {
        foreach (CallbackSchema callback in Callbacks.AsSpan())
        {
            if (string.Equals(callback.Name, name, StringComparison.Ordinal))
            {
                return callback;
            }
        }

        return null;
    }

    /// <summary>The call named <paramref name="name"/> (without <c>Async</c>), or null when the schema has none.</summary>
    public CallSchema? FindCall(string name)
    {
        foreach (CallSchema call in Calls.AsSpan())
        {
            if (string.Equals(call.Name, name, StringComparison.Ordinal))
            {
                return call;
            }
        }

        return null;
    }
}
