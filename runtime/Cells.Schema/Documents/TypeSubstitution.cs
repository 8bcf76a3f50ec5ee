namespace Cells.Schema;

/// <summary>Puts type arguments in the place of type parameters.</summary>
public static class TypeSubstitution
{
    /// <summary>The most references that one substituted reference may consist of.</summary>
    public const int MaxNodes = 1000;

    /// <summary><paramref name="reference"/> with the <paramref name="arguments"/> in the place of the <paramref name="parameters"/>.</summary>
    /// <returns>The closed reference, or null when a parameter has no argument or the result has more than <see cref="MaxNodes"/> parts.</returns>
    public static TypeReference? Apply(TypeReference reference, EquatableArray<string> parameters, EquatableArray<TypeReference> arguments)
    {
        int budget = MaxNodes;
        return Apply(reference, parameters, arguments, ref budget);
    }

    /// <summary>Whether <paramref name="reference"/> mentions a type parameter.</summary>
    public static bool IsOpen(TypeReference reference)
    {
        // Most references of a schema have no parts.
        if (reference is PrimitiveReference or NamedReference { Arguments.IsEmpty: true })
        {
            return false;
        }

        return reference is TypeParameterReference || Parts(reference).Any(IsOpen);
    }

    /// <summary>The references of which <paramref name="reference"/> is made directly: arguments, elements, keys and values.</summary>
    public static IEnumerable<TypeReference> Parts(TypeReference reference) => reference switch
    {
        NamedReference named => named.Arguments,
        CollectionReference collection => [collection.Element],
        MapReference map => [map.Key, map.Value],
        PairReference pair => [pair.Key, pair.Value],
        TupleReference tuple => tuple.Elements.Select(element => element.Type),
        _ => [],
    };

    private static TypeReference? Apply(
        TypeReference reference, EquatableArray<string> parameters, EquatableArray<TypeReference> arguments, ref int budget)
    {
        if (--budget < 0)
        {
            return null;
        }

        switch (reference)
        {
            case TypeParameterReference parameter:
                for (int i = 0; i < parameters.Count && i < arguments.Count; i++)
                {
                    if (string.Equals(parameters[i], parameter.Name, StringComparison.Ordinal))
                    {
                        budget -= Count(arguments[i], budget);
                        return budget < 0 ? null : reference.IsNullable ? arguments[i] with { IsNullable = true } : arguments[i];
                    }
                }

                return null;
            case NamedReference named when !named.Arguments.IsEmpty:
                return ApplyAll(named.Arguments, parameters, arguments, ref budget) is TypeReference[] items
                    ? named with { Arguments = items.ToEquatableArray() }
                    : null;
            case CollectionReference collection:
                return Apply(collection.Element, parameters, arguments, ref budget) is TypeReference element ? collection with { Element = element } : null;
            case MapReference map:
                return ApplyAll([map.Key, map.Value], parameters, arguments, ref budget) is TypeReference[] entry
                    ? map with { Key = entry[0], Value = entry[1] }
                    : null;
            case PairReference pair:
                return ApplyAll([pair.Key, pair.Value], parameters, arguments, ref budget) is TypeReference[] both
                    ? pair with { Key = both[0], Value = both[1] }
                    : null;
            case TupleReference tuple:
                TupleElement[] elements = new TupleElement[tuple.Elements.Count];
                for (int i = 0; i < elements.Length; i++)
                {
                    if (Apply(tuple.Elements[i].Type, parameters, arguments, ref budget) is not TypeReference type)
                    {
                        return null;
                    }

                    elements[i] = tuple.Elements[i] with { Type = type };
                }

                return tuple with { Elements = elements.ToEquatableArray() };
            default:
                return reference;
        }
    }

    private static TypeReference[]? ApplyAll(
        EquatableArray<TypeReference> references, EquatableArray<string> parameters, EquatableArray<TypeReference> arguments, ref int budget)
    {
        TypeReference[] items = new TypeReference[references.Count];
        for (int i = 0; i < items.Length; i++)
        {
            if (Apply(references[i], parameters, arguments, ref budget) is not TypeReference item)
            {
                return null;
            }

            items[i] = item;
        }

        return items;
    }

    // Stops counting once the limit is passed.
    private static int Count(TypeReference reference, int limit)
    {
        int count = 1;
        foreach (TypeReference part in Parts(reference))
        {
            if (count > limit)
            {
                break;
            }

            count += Count(part, limit - count);
        }

        return count;
    }
}
