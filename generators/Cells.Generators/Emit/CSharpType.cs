using Cells.Schema;

namespace Cells.Generators;

/// <summary>Type references as C# types.</summary>
internal static class CSharpType
{
    /// <summary>The type, with <c>?</c> where it is nullable.</summary>
    public static string Of(TypeReference type, TypeScope scope) => WithoutNull(type, scope) + (type.IsNullable ? "?" : string.Empty);

    /// <summary>The type that <paramref name="type"/> makes nullable, or the type itself.</summary>
    public static string WithoutNull(TypeReference type, TypeScope scope) => type switch
    {
        PrimitiveReference primitive => Primitive(primitive.Kind),
        TypeParameterReference parameter => Identifier.EscapeType(parameter.Name),
        NamedReference named => scope.GlobalName(named.Name) + Arguments([.. named.Arguments.Select(argument => Of(argument, scope))]),
        CollectionReference { Kind: CollectionKind.Array } array => ArrayOf(array, scope),
        CollectionReference collection => $"{Collection(collection.Kind)}<{Of(collection.Element, scope)}>",
        MapReference map => $"{Map(map.Kind)}<{Of(map.Key, scope)}, {Of(map.Value, scope)}>",
        PairReference pair => $"global::System.Collections.Generic.KeyValuePair<{Of(pair.Key, scope)}, {Of(pair.Value, scope)}>",
        TupleReference tuple => Tuple(tuple, scope),
        _ => throw new ArgumentException($"A reference of the kind {type.GetType().Name} cannot be emitted.", nameof(type)),
    };

    /// <summary>Whether a value of the type is stored in place.</summary>
    public static bool IsValueType(TypeReference type, TypeScope scope) => scope.Layouts.IsValueType(type);

    /// <summary><c>&lt;A, B&gt;</c>, or nothing.</summary>
    public static string Arguments(IReadOnlyCollection<string> arguments) =>
        arguments.Count == 0 ? string.Empty : $"<{string.Join(", ", arguments)}>";

    /// <summary>The C# name of a primitive.</summary>
    public static string Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "bool",
        PrimitiveKind.SByte => "sbyte",
        PrimitiveKind.Byte => "byte",
        PrimitiveKind.Int16 => "short",
        PrimitiveKind.UInt16 => "ushort",
        PrimitiveKind.Int32 => "int",
        PrimitiveKind.UInt32 => "uint",
        PrimitiveKind.Int64 => "long",
        PrimitiveKind.UInt64 => "ulong",
        PrimitiveKind.Single => "float",
        PrimitiveKind.Double => "double",
        PrimitiveKind.Decimal => "decimal",
        PrimitiveKind.Char => "char",
        PrimitiveKind.String => "string",
        PrimitiveKind.Rune => "global::System.Text.Rune",
        _ => "global::System." + kind,
    };

    /// <summary>The generic type that holds a map.</summary>
    public static string Map(MapKind kind) => Home(kind) + kind;

    /// <summary>The generic type that holds a collection; not for arrays.</summary>
    public static string Collection(CollectionKind kind) => Home(kind) + kind;

    // int?[][]: the rank specifiers of nested arrays stand in the order of their nesting, so the element's come behind.
    private static string ArrayOf(CollectionReference array, TypeScope scope)
    {
        TypeReference element = array.Element;
        string suffix = "[]";
        while (element is CollectionReference { Kind: CollectionKind.Array } inner)
        {
            suffix = inner.IsNullable ? "[]?" + suffix : "[]" + suffix;
            element = inner.Element;
        }

        return Of(element, scope) + suffix;
    }

    private static string Tuple(TupleReference tuple, TypeScope scope)
    {
        if (tuple.Elements.Count == 1)
        {
            return $"global::System.ValueTuple<{Of(tuple.Elements[0].Type, scope)}>";
        }

        IEnumerable<string> elements = tuple.Elements.Select(element =>
            element.Name is null ? Of(element.Type, scope) : $"{Of(element.Type, scope)} {Identifier.Escape(element.Name)}");
        return $"({string.Join(", ", elements)})";
    }

    private static string Home(CollectionKind kind) => kind switch
    {
        CollectionKind.Memory or CollectionKind.ReadOnlyMemory or CollectionKind.ArraySegment => "global::System.",
        CollectionKind.ReadOnlySequence => "global::System.Buffers.",
        CollectionKind.Collection or CollectionKind.ReadOnlyCollection or CollectionKind.ObservableCollection => "global::System.Collections.ObjectModel.",
        CollectionKind.ConcurrentQueue or CollectionKind.ConcurrentStack or CollectionKind.ConcurrentBag => "global::System.Collections.Concurrent.",
        CollectionKind.ImmutableArray or CollectionKind.ImmutableList or CollectionKind.ImmutableQueue or CollectionKind.ImmutableStack
            or CollectionKind.ImmutableHashSet or CollectionKind.ImmutableSortedSet => "global::System.Collections.Immutable.",
        CollectionKind.FrozenSet => "global::System.Collections.Frozen.",
        _ => "global::System.Collections.Generic.",
    };

    private static string Home(MapKind kind) => kind switch
    {
        MapKind.ConcurrentDictionary => "global::System.Collections.Concurrent.",
        MapKind.ReadOnlyDictionary => "global::System.Collections.ObjectModel.",
        MapKind.ImmutableDictionary or MapKind.ImmutableSortedDictionary => "global::System.Collections.Immutable.",
        MapKind.FrozenDictionary => "global::System.Collections.Frozen.",
        _ => "global::System.Collections.Generic.",
    };
}
