namespace Cells.Schema;

/// <summary>Which members and parameters a writer must send: those that a reader could not fill by itself.</summary>
public static class Requirement
{
    // What nests deeper or holds more is no plain data: it counts as having no legal default.
    private const int MaxNesting = 32;
    private const int MaxVisits = 1000;

    /// <summary>Whether a call must be given <paramref name="parameter"/>: it has no default and is not nullable.</summary>
    public static bool IsRequired(ParameterSchema parameter) => parameter.Default is null && !parameter.Type.IsNullable;

    /// <summary>
    /// Whether a value must hold <paramref name="member"/>. It need not when it has a default; else, without the <c>required</c> keyword, when it is nullable, or when
    /// it is set after construction and the default of its type is a legal value.
    /// </summary>
    public static bool IsRequired(CellSchema schema, MemberSchema member)
    {
        if (member.HasRequiredKeyword || member.HasOpaqueInitializer)
        {
            return true;
        }

        if (member.Default is not null || member.Type.IsNullable)
        {
            return false;
        }

        return member.Form is MemberForm.Positional or MemberForm.Constructor || !HasLegalDefault(schema, member.Type);
    }

    /// <summary>Whether <c>default</c> is a legal value of <paramref name="type"/>: no null where there must be none, no nameless number of a closed enum.</summary>
    public static bool HasLegalDefault(CellSchema schema, TypeReference type)
    {
        int visits = 0;
        return HasLegalDefault(schema, type, 0, ref visits);
    }

    private static bool HasLegalDefault(CellSchema schema, TypeReference type, int nesting, ref int visits)
    {
        if (type.IsNullable)
        {
            return true;
        }

        if (nesting > MaxNesting || ++visits > MaxVisits)
        {
            return false;
        }

        switch (type)
        {
            case PrimitiveReference primitive:
                return PrimitiveLayout.Of(primitive.Kind) is not null;
            case PairReference pair:
                return HasLegalDefault(schema, pair.Key, nesting + 1, ref visits) && HasLegalDefault(schema, pair.Value, nesting + 1, ref visits);
            case TupleReference tuple:
                foreach (TupleElement element in tuple.Elements.AsSpan())
                {
                    if (!HasLegalDefault(schema, element.Type, nesting + 1, ref visits))
                    {
                        return false;
                    }
                }

                return true;
            case CollectionReference collection:
                return collection.Kind is CollectionKind.Memory or CollectionKind.ReadOnlyMemory or CollectionKind.ReadOnlySequence
                    or CollectionKind.ArraySegment;
            case NamedReference named when schema.FindType(named.Name) is TypeSchema declared:
                return declared.Kind switch
                {
                    TypeKind.Enum => declared.IsOpen || declared.IsFlags || declared.Values.Any(value => value.Number == 0),
                    TypeKind.Struct or TypeKind.RecordStruct => HasLegalMembers(schema, declared, named.Arguments, nesting + 1, ref visits),
                    _ => false,
                };
            default:
                return false;
        }
    }

    private static bool HasLegalMembers(CellSchema schema, TypeSchema type, EquatableArray<TypeReference> arguments, int nesting, ref int visits)
    {
        foreach (MemberSchema member in type.Members.AsSpan())
        {
            if (TypeSubstitution.Apply(member.Type, type.TypeParameters, arguments) is not TypeReference closed
                || !HasLegalDefault(schema, closed, nesting, ref visits))
            {
                return false;
            }
        }

        return true;
    }
}
