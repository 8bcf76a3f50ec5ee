namespace Cells.Schema;

/// <summary>An interface that a client implements, so that the cell can call back while a call runs that passed it.</summary>
public sealed record CallbackSchema
{
    /// <summary>The full C# name: <c>Shop.IProgress</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The methods, ordered by name (ordinal): unary calls without errors of their own. A method's index here is its number on the wire.</summary>
    public EquatableArray<CallSchema> Methods { get; init; }

    /// <summary>Simple or full names that the interface had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>Deprecation, or null.</summary>
    public Deprecation? Obsolete { get; init; }

    /// <summary>The documentation comment: the inner XML, or null.</summary>
    public string? Documentation { get; init; }
}
