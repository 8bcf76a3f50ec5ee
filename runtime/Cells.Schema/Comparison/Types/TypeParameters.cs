namespace Cells.Schema;

/// <summary>Finds the type parameters in a type.</summary>
internal static class TypeParameters
{
    /// <summary>Whether <paramref name="type"/> is or holds a type parameter.</summary>
    public static bool AnyIn(TypeReference type) => type switch
    {
        TypeParameterReference => true,
        NamedReference named => named.Arguments.Any(AnyIn),
        CollectionReference collection => AnyIn(collection.Element),
        MapReference map => AnyIn(map.Key) || AnyIn(map.Value),
        PairReference pair => AnyIn(pair.Key) || AnyIn(pair.Value),
        TupleReference tuple => tuple.Elements.Any(static element => AnyIn(element.Type)),
        _ => false,
    };
}
