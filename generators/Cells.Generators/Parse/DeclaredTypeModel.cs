using Cells.Schema;

namespace Cells.Generators;

/// <summary>What C# says about a type of the cell's own beyond its schema.</summary>
internal sealed record DeclaredTypeModel
{
    /// <summary>The name in the schema.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace, which a nested type's schema name does not tell from the outer types; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>
    /// The members that the constructor takes, in the order of its parameters; all others are set by an object initializer.
    /// Empty for a parameterless constructor and for a struct without positional members.
    /// </summary>
    public EquatableArray<string> ConstructorMembers { get; init; }

    /// <summary>The diagnostic ids of <c>[Experimental]</c> on the type or its members, which generated code must silence by name.</summary>
    public EquatableArray<string> Experimental { get; init; }

    /// <summary>The type or one of its members is <c>[Obsolete]</c>, so that generated code must silence CS0612 and CS0618 or the alias's own id.</summary>
    public EquatableArray<string> ObsoleteIds { get; init; }
}

/// <summary>A dependency's type under an overridden namespace.</summary>
/// <param name="SchemaName">The name in the schema.</param>
/// <param name="CSharpName">The full name in this project's C#, spelled like a schema name.</param>
internal sealed record TypeNameModel(string SchemaName, string CSharpName);
