namespace Cells.Schema;

/// <summary>Puts the arguments of a generic type in place of its parameters.</summary>
internal static class TypeSubstitution
{
    /// <summary><paramref name="reference"/>, which stands in <paramref name="definition"/>, with <paramref name="arguments"/> in place of its parameters.</summary>
    /// <exception cref="ComparisonLimitException">The result nests too deep.</exception>
    public static TypeReference Apply(TypeReference reference, TypeSchema definition, EquatableArray<TypeReference> arguments) =>
        Apply(reference, definition.TypeParameters, arguments, 0);

    private static TypeReference Apply(TypeReference reference, EquatableArray<string> names, EquatableArray<TypeReference> arguments, int depth)
    {
        if (depth > ComparisonLimits.Depth)
        {
            throw new ComparisonLimitException($"a type nests more than {ComparisonLimits.Depth} deep");
        }

        return reference switch
        {
            TypeParameterReference parameter => Argument(parameter, names, arguments, depth),
            NamedReference named when named.Arguments.Count > 0 => named with { Arguments = ApplyAll(named.Arguments, names, arguments, depth) },
            CollectionReference collection => collection with { Element = Apply(collection.Element, names, arguments, depth + 1) },
            MapReference map => map with
            {
                Key = Apply(map.Key, names, arguments, depth + 1),
                Value = Apply(map.Value, names, arguments, depth + 1),
            },
            PairReference pair => pair with
            {
                Key = Apply(pair.Key, names, arguments, depth + 1),
                Value = Apply(pair.Value, names, arguments, depth + 1),
            },
            TupleReference tuple => tuple with
            {
                Elements = tuple.Elements.Select(element => element with { Type = Apply(element.Type, names, arguments, depth + 1) }).ToEquatableArray(),
            },
            _ => reference,
        };
    }

    private static TypeReference Argument(TypeParameterReference parameter, EquatableArray<string> names, EquatableArray<TypeReference> arguments, int depth)
    {
        for (int i = 0; i < names.Count && i < arguments.Count; i++)
        {
            if (string.Equals(names[i], parameter.Name, StringComparison.Ordinal))
            {
                // Arguments are free of parameters already; going through them again only measures their depth.
                TypeReference argument = Apply(arguments[i], default, default, depth);
                return parameter.IsNullable && !argument.IsNullable ? argument with { IsNullable = true } : argument;
            }
        }

        return parameter;
    }

    private static EquatableArray<TypeReference> ApplyAll(
        EquatableArray<TypeReference> references, EquatableArray<string> names, EquatableArray<TypeReference> arguments, int depth) =>
        references.Select(reference => Apply(reference, names, arguments, depth + 1)).ToEquatableArray();
}
