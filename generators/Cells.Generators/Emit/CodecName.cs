using Cells.Schema;

namespace Cells.Generators;

/// <summary>The codec of a type reference: a type composed of the runtime's codecs and generated ones.</summary>
internal static class CodecName
{
    private const string Wire = "global::Cells.Wire.";

    // System.ValueTuple holds seven elements and the rest as an eighth.
    private const int LongestTuple = 7;

    /// <summary>The codec type: <c>ListCodec&lt;Line?, NullableCodec&lt;Line, LineCodec&gt;&gt;</c>, every name in full.</summary>
    public static string Of(TypeReference type, TypeScope scope)
    {
        string codec = WithoutNull(type, scope);
        if (!type.IsNullable || type is TypeParameterReference)
        {
            return codec;
        }

        string wrapper = CSharpType.IsValueType(type, scope) ? "NullableValueCodec" : "NullableCodec";
        return $"{Wire}{wrapper}<{CSharpType.WithoutNull(type, scope)}, {codec}>";
    }

    /// <summary>The name of the type parameter that stands for the codec of <paramref name="typeParameter"/>.</summary>
    public static string OfTypeParameter(string typeParameter) => typeParameter + "Codec";

    private static string WithoutNull(TypeReference type, TypeScope scope) => type switch
    {
        PrimitiveReference primitive => $"{Wire}{primitive.Kind}Codec",
        TypeParameterReference parameter => OfTypeParameter(parameter.Name),
        NamedReference named => scope.GlobalCodecName(named.Name) + CSharpType.Arguments([.. named.Arguments.SelectMany(argument => Pair(argument, scope))]),
        CollectionReference collection => $"{Wire}{collection.Kind}Codec<{Join(scope, collection.Element)}>",
        MapReference map => $"{Wire}{map.Kind}Codec<{Join(scope, map.Key, map.Value)}>",
        PairReference pair => $"{Wire}KeyValuePairCodec<{Join(scope, pair.Key, pair.Value)}>",
        TupleReference tuple => Tuple([.. tuple.Elements.Select(element => element.Type)], scope),
        _ => throw new ArgumentException($"A reference of the kind {type.GetType().Name} has no codec.", nameof(type)),
    };

    private static string Tuple(TypeReference[] elements, TypeScope scope)
    {
        if (elements.Length <= LongestTuple)
        {
            return $"{Wire}ValueTupleCodec<{Join(scope, elements)}>";
        }

        TypeReference[] rest = [.. elements.Skip(LongestTuple)];
        string restType = CSharpType.Of(new TupleReference(rest.Select(element => new TupleElement(null, element)).ToEquatableArray()), scope);
        return $"{Wire}ValueTupleCodec<{Join(scope, [.. elements.Take(LongestTuple)])}, {restType}, {Tuple(rest, scope)}>";
    }

    private static string Join(TypeScope scope, params TypeReference[] types) => string.Join(", ", types.SelectMany(type => Pair(type, scope)));

    private static string[] Pair(TypeReference type, TypeScope scope) => [CSharpType.Of(type, scope), Of(type, scope)];
}
