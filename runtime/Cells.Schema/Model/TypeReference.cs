namespace Cells.Schema;

/// <summary>A type where it stands: as a parameter, a result, a member, an element or a key.</summary>
public abstract record TypeReference
{
    private protected TypeReference()
    {
    }

    /// <summary>Whether null is a value: <c>string?</c>, <c>int?</c>.</summary>
    public bool IsNullable { get; init; }
}

/// <summary>A type that the wire format itself defines.</summary>
/// <param name="Kind">Which.</param>
public sealed record PrimitiveReference(PrimitiveKind Kind) : TypeReference;

/// <summary>A declared type.</summary>
/// <param name="Name">The name of a <see cref="TypeSchema"/> of the same schema: <c>Shop.Product</c>, <c>Shop.Page`1</c>.</param>
/// <param name="Arguments">The type arguments of a generic definition, else empty.</param>
public sealed record NamedReference(string Name, EquatableArray<TypeReference> Arguments) : TypeReference;

/// <summary>A type parameter, inside a generic definition.</summary>
/// <param name="Name">The parameter's name.</param>
public sealed record TypeParameterReference(string Name) : TypeReference;

/// <summary>A list or set.</summary>
/// <param name="Kind">The .NET type that holds it.</param>
/// <param name="Element">The type of an element.</param>
public sealed record CollectionReference(CollectionKind Kind, TypeReference Element) : TypeReference;

/// <summary>A map.</summary>
/// <param name="Kind">The .NET type that holds it.</param>
/// <param name="Key">The type of a key.</param>
/// <param name="Value">The type of a value.</param>
public sealed record MapReference(MapKind Kind, TypeReference Key, TypeReference Value) : TypeReference;

/// <summary>A <c>ValueTuple</c>.</summary>
/// <param name="Elements">The elements in order; at least one.</param>
public sealed record TupleReference(EquatableArray<TupleElement> Elements) : TypeReference;

/// <summary>A <c>KeyValuePair</c>.</summary>
/// <param name="Key">The type of the key.</param>
/// <param name="Value">The type of the value.</param>
public sealed record PairReference(TypeReference Key, TypeReference Value) : TypeReference;

/// <summary>An element of a tuple.</summary>
/// <param name="Name">The name, or null where the source gives none.</param>
/// <param name="Type">The type.</param>
public sealed record TupleElement(string? Name, TypeReference Type);
